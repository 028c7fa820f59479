import type { Random } from '../../local/clouds/random.ts';
import type { World } from '../../local/world.ts';
import { aboutRequests, afterDeath, afterRecovery, reused } from './complaints.ts';
import { Fleet, type Member } from './fleet.ts';
import { Ledger } from './ledger.ts';
import { clearFaults, MOMENTS, type Moment, type Pace } from './moments.ts';
import { endLeasesOfTheDead, quiet } from './passing-time.ts';
import type { Printed } from './printed.ts';
import { look, type Sight, type Stage } from './sight.ts';

/** Under this a secret's versions would soon run out, and nobody would be asked for its principal. */
const LEAST_VERSIONS = 15;
/** At most five: with one principal of an app due for each, no round can lose so many of one app that its brake is on. */
const KILLS_A_ROUND = { least: 3, most: 5 };

export interface Figures {
  rounds: number;
  kills: number;
  /** Ticks that ended before the kill came. */
  survived: number;
  /** Pairs granted whose successor no row has: each by a kill between asking and keeping. */
  lost: number;
  halted: number;
  renewed: number;
  /** How many principals were found at each stage by a kill. */
  readonly found: Record<Stage, number>;
}

/** Kills the function again and again, lets it recover, and holds what it sees against what is promised. */
export class Siege {
  readonly figures: Figures = {
    rounds: 0,
    kills: 0,
    survived: 0,
    lost: 0,
    halted: 0,
    renewed: 0,
    found: { due: 0, claimed: 0, asked: 0, lost: 0, kept: 0, published: 0, settled: 0, halted: 0 },
  };
  readonly complaints: string[] = [];
  readonly #world: World;
  readonly #chance: Random;
  readonly #printed: Printed;
  readonly #ledger: Ledger;
  readonly #fleet: Fleet;
  #pace: Pace = { start: 0, work: 0 };
  #turn = 0;
  /** How far everybody had got at the last look. */
  #stages = new Map<string, Stage>();

  constructor(world: World, chance: Random, printed: Printed) {
    this.#world = world;
    this.#chance = chance;
    this.#printed = printed;
    this.#ledger = new Ledger(world.clouds);
    this.#fleet = new Fleet(world, this.#ledger, printed);
  }

  /** Enrols the fleet, has it refreshed in peace, and measures how long that takes. */
  async begin(): Promise<void> {
    await this.#fleet.enrolAll();
    await this.#recover(this.#fleet.members);
    const warm = await this.#inPeace();
    this.#kill();
    const cold = await this.#inPeace();
    this.#pace = { start: Math.max(cold - warm, 0), work: warm };
  }

  get pace(): Pace {
    return this.#pace;
  }

  /** A few kills, each with some of the fleet due, and then a tick that nobody disturbs. */
  async round(mostKills: number): Promise<void> {
    this.figures.rounds += 1;
    const involved = new Set<Member>();
    const { least, most } = KILLS_A_ROUND;
    const kills = Math.min(mostKills, least + this.#chance.below(most - least + 1));
    for (let kill = 0; kill < kills; kill += 1) {
      const group = await this.#makeDue();
      for (const member of group) involved.add(member);
      await this.#killAt(MOMENTS[this.#turn % MOMENTS.length] as Moment, [...involved]);
    }
    const renewed = await this.#replace(await this.#recover([...involved]));
    if (renewed.length > 0) await this.#recover(renewed);
  }

  /** The whole fleet, at the end. */
  async end(): Promise<void> {
    await this.#assessRecovery(this.#fleet.members);
  }

  async #killAt(moment: Moment, involved: readonly Member[]): Promise<void> {
    const world = this.#world;
    const flight = { over: false };
    const ending = world.stack.tick().finally(() => {
      flight.over = true;
    });
    await moment.approach({ world, flight, chance: this.#chance, pace: this.#pace });
    const wasUnderWay = !flight.over;
    if (wasUnderWay) this.#kill();
    const invocation = await ending;
    clearFaults(world);
    await quiet(world);
    if (invocation.ok) this.figures.survived += 1;
    else if (wasUnderWay && invocation.errorType === 'Runtime.ExitError') this.figures.kills += 1;
    else this.#complain(`the function failed by itself: ${invocation.errorType}`);

    const before = this.#stages;
    const { sights, complaints } = await this.#look(involved);
    this.#complain(...complaints, ...afterDeath(sights));
    if (!invocation.ok) this.#count(sights, before);
    await endLeasesOfTheDead(
      world,
      sights.map(({ row }) => row),
    );
  }

  /** What was lost already by an earlier kill is not found again. */
  #count(sights: readonly Sight[], before: ReadonlyMap<string, Stage>): void {
    for (const { member, stage } of sights)
      if (stage !== 'lost' || before.get(member.principalId) !== 'lost') this.figures.found[stage] += 1;
  }

  /** What later runs find must do without anybody's help: nothing is marked due here. */
  async #recover(members: readonly Member[]): Promise<Sight[]> {
    const invocation = await this.#world.stack.tick();
    if (!invocation.ok) this.#complain(`an undisturbed run failed: ${invocation.errorType}`);
    return this.#assessRecovery(members);
  }

  async #assessRecovery(members: readonly Member[]): Promise<Sight[]> {
    const { sights, complaints } = await this.#look(members);
    this.#complain(...complaints, ...afterRecovery(this.#world, sights), ...this.#ledger.discrepancies());
    for (const { member, row, lost } of sights) {
      this.figures.lost += Math.max(lost, 0);
      if (row.state === 'halted') this.figures.halted += 1;
      else if (lost > 0) this.#ledger.open(member.principalId, row.generation);
    }
    return sights;
  }

  async #look(members: readonly Member[]): Promise<{ sights: Sight[]; complaints: string[] }> {
    const entries = this.#ledger.read();
    const sights = await look(
      this.#world,
      members,
      this.#ledger,
      new Set(entries.map(({ principal }) => principal)),
    );
    const lost = new Map(sights.map(({ member, lost }) => [member.principalId, lost]));
    const complaints = [
      ...aboutRequests(entries, this.#stages, (principalId) => lost.get(principalId) ?? 0),
      ...this.#printed.complaints(this.#world.clouds),
    ];
    this.#stages = new Map(sights.map(({ member, stage }) => [member.principalId, stage]));
    return { sights, complaints };
  }

  /** A halted principal gets a new grant, as a person would give it; a worn one makes room for another. */
  async #replace(sights: readonly Sight[]): Promise<Member[]> {
    const worn = sights.filter(({ row }) => row.publishBudget.left < LEAST_VERSIONS);
    const halted = sights.filter((sight) => sight.row.state === 'halted' && !worn.includes(sight));
    this.figures.renewed += worn.length;
    return Promise.all([
      ...worn.map(({ member, row }) => this.#fleet.renew(member, row.generation)),
      ...halted.map(async ({ member }) => {
        await this.#fleet.enrol(member);
        return member;
      }),
    ]);
  }

  async #makeDue(): Promise<Member[]> {
    const { principals, clock } = this.#world.ports;
    const group = this.#fleet.group(this.#turn);
    this.#turn += 1;
    await Promise.all(group.map(({ principalId }) => principals.markDue(principalId, 'forced', clock.now())));
    for (const { principalId } of group) this.#stages.delete(principalId);
    return group;
  }

  /** @returns how long it took, in ms */
  async #inPeace(): Promise<number> {
    const group = await this.#makeDue();
    const startedAt = performance.now();
    await this.#world.stack.tick();
    const took = performance.now() - startedAt;
    await this.#assessRecovery(group);
    return took;
  }

  #kill(): void {
    for (const running of Object.values(this.#world.stack.functions)) running.kill();
  }

  #complain(...complaints: readonly string[]): void {
    const { kills, rounds } = this.figures;
    for (const complaint of complaints)
      this.complaints.push(`round ${rounds}, after kill ${kills}: ${complaint}`);
  }

  get reused(): number {
    return reused(this.#world);
  }
}
