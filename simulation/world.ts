import { DAY, HOUR, MINUTE, SECOND } from '../lambdas/core/time.ts';
import type { Chance, Ports } from '../lambdas/flow/ports.ts';
import { Books, Violation } from './books.ts';
import { Censuses } from './censuses.ts';
import { Climate } from './climate.ts';
import type { Account } from './clouds/accounts.ts';
import { Clouds } from './clouds/clouds.ts';
import { coveredOutage, fleetOf, type Member } from './fleet.ts';
import { Invocations } from './invocations.ts';
import { LiveTime } from './live-time.ts';
import { Consumers } from './people/consumers.ts';
import { Enrolments } from './people/enrolments.ts';
import { Hands } from './people/hands.ts';
import { Mistakes } from './people/mistakes.ts';
import type { Plan } from './plan.ts';
import { layPoison } from './poison.ts';
import { AppSecrets, appsOver } from './ports/apps.ts';
import { type CensusItem, censusOver } from './ports/census.ts';
import { ControlItems, controlsOver } from './ports/controls.ts';
import { principalsOver } from './ports/principals.ts';
import { sealerOver } from './ports/sealer.ts';
import { Table } from './ports/table.ts';
import { Secrets, vaultOver } from './ports/vault.ts';
import { Process } from './process.ts';
import { Promises } from './promises.ts';
import { Random } from './random.ts';
import { Service } from './service.ts';
import type { Tell, Trace } from './trace.ts';
import { Internet } from './transport.ts';
import { START, VirtualTime } from './virtual-time.ts';
import { Watch } from './watch.ts';

/** Streams of chances that one fleet may use. */
const STREAMS = 1_000;
/** A census a quarter of an hour, one that failed, and a tick: then what went back must be right again. */
const TIME_TO_MEND = HOUR;

/** Everything, made from a plan: the same plan gives the same run. */
export class World {
  readonly plan: Plan;
  readonly time = new VirtualTime();
  readonly table = new Table();
  readonly secrets: Secrets;
  readonly clouds: Clouds;
  readonly live: LiveTime;
  readonly books: Books;
  readonly promises: Promises;
  readonly invocations: Invocations;
  readonly watch: Watch;
  readonly climate: Climate;
  readonly mistakes: Mistakes;
  readonly #censuses: Censuses;
  readonly #enrolments: Enrolments;
  readonly #hands: Hands;
  readonly #consumers: Consumers;
  violation: Violation | undefined;
  readonly #services: {
    readonly dynamo: Service;
    readonly vault: Service;
    readonly kms: Service;
    readonly bus: Service;
  };
  readonly #appSecrets = new AppSecrets();
  readonly #controls = new ControlItems();
  readonly #census: CensusItem = { progress: undefined };
  readonly #internet: Internet;
  readonly #ids: Chance;
  readonly #late: Random;

  constructor(plan: Plan, trace?: Trace, fleet = fleetOf(plan.principals, plan.fleet)) {
    this.plan = plan;
    const { time } = this;
    const now = () => time.now;
    let streams = plan.fleet * STREAMS;
    const random = () => {
      streams += 1;
      return new Random(plan.seed, streams);
    };
    const tell: Tell | undefined = trace && ((principalId, what) => trace(time.now, principalId, what));
    const violated = (violation: Violation) => {
      this.violation ??= violation;
    };

    this.secrets = new Secrets(now);
    this.clouds = new Clouds(now);
    this.live = new LiveTime(now);
    this.books = new Books(this.clouds, this.live, { now, tell, violated });
    const troubled = plan.troubledCalls;
    this.#services = {
      dynamo: new Service('DynamoDB', random(), { latency: 6, troubled }),
      vault: new Service('Secrets Manager', random(), { latency: 25, troubled }),
      kms: new Service('KMS', random(), { latency: 6, troubled }),
      bus: new Service('EventBridge', random(), { latency: 10, troubled }),
    };
    const { dynamo, vault } = this.#services;
    this.promises = new Promises({
      now,
      table: this.table,
      secrets: this.secrets,
      clouds: this.clouds,
      books: this.books,
      live: this.live,
      secretsManager: vault,
      runsOverlap: plan.runLeaseIgnored > 0 || plan.sleeps > 0,
      mended: (look) => {
        if (!plan.outagesExceedMargins) time.after(TIME_TO_MEND, look);
      },
      tell,
      violated,
    });
    this.watch = new Watch({ now, controls: this.#controls, dynamo, violated });
    this.#internet = new Internet(
      time,
      random(),
      { clouds: this.clouds, books: this.books, watch: this.watch },
      { well: plan.answersLost, ill: plan.grantsInOutages },
    );
    const draw = random();
    let ids = 0;
    this.#ids = {
      fraction: () => draw.fraction(),
      id: () => {
        ids += 1;
        return `id-${ids}`;
      },
    };
    const ignored = random();
    this.#controls.leaseIsIgnored = () => ignored.chance(plan.runLeaseIgnored);
    const lag = random();
    this.table.now = now;
    this.table.lag = () => (lag.chance(0.01) ? lag.between(0, 90 * SECOND) : lag.between(0, 50));
    this.#late = random();

    this.invocations = new Invocations(
      time,
      random(),
      plan,
      (process) => this.portsOf(process),
      (process) => this.books.died(process),
    );
    this.#censuses = new Censuses(time, random(), plan, (process) => this.#censusPortsOf(process));
    const people = new Process('somebody', time, random(), { skewMs: 0, onDeath: () => {} });
    const { secrets, live } = this;
    const parts = {
      time,
      plan,
      secrets,
      live,
      ports: this.portsOf(people),
      beforeChange: (account: Account) => this.clouds.onChange(account),
      tell,
    };
    const enrolments = new Enrolments({ ...parts, random: random() });
    this.#enrolments = enrolments;
    const enrol = (account: Account) => enrolments.enrol(account);
    this.#hands = new Hands({ ...parts, random: random(), enrol });
    this.#consumers = new Consumers({ ...parts, random: random() });
    this.mistakes = new Mistakes({
      time,
      plan,
      random: random(),
      appSecrets: this.#appSecrets,
      controls: this.#controls,
    });
    this.climate = new Climate(time, random(), plan);
    this.promises.onHalted = (account, generation) => enrolments.mend(account, generation);
    this.promises.onIssued = (account) => {
      this.climate.issued();
      this.#hands.inTheMiddle(account);
    };
    this.#populate(fleet, random());
  }

  /** The schedules start. */
  begin(): void {
    this.invocations.begin();
    this.#censuses.begin();
  }

  /** @param progress called each simulated day */
  async run(progress: (day: number) => void = () => {}): Promise<void> {
    this.begin();
    const { days } = this.plan;
    for (let day = 1; day < days + 1 && !this.violation; day += 1) {
      await this.time.run(START + Math.min(day, days) * DAY, () => this.violation !== undefined);
      this.#consumersAreServed();
      progress(day);
    }
    if (!this.violation) this.books.close();
  }

  portsOf(process: Process): Ports {
    const { dynamo, vault, kms, bus } = this.#services;
    const call = <T>(effect: () => T) => process.call(dynamo, effect);
    return {
      principals: principalsOver(this.table, call),
      controls: controlsOver(this.#controls, call),
      apps: appsOver(this.#appSecrets, vault, process),
      sealer: sealerOver(kms, process),
      transport: this.#internet.transportOf(process),
      vault: vaultOver(
        this.secrets,
        (effect) => process.call(vault, effect),
        (write) => this.#perhapsLater(write),
      ),
      announcer: {
        announce: (announcement) => process.call(bus, () => this.promises.announced(announcement)),
      },
      meter: { rescued: () => {}, providerLatency: () => {}, publishLatency: () => {}, run: () => {} },
      journal: {
        info: () => {},
        warn: () => {},
        error: (message, facts) => {
          if (message === 'rescue' && !process.isDead) this.#rescued(facts);
        },
      },
      clock: process,
      chance: this.#ids,
    };
  }

  #censusPortsOf(process: Process) {
    const { dynamo, vault } = this.#services;
    return censusOver({
      ports: this.portsOf(process),
      table: this.table,
      secrets: this.secrets,
      controls: this.#controls,
      item: this.#census,
      callTable: (effect) => process.call(dynamo, effect),
      callVault: (effect) => process.call(vault, effect),
    });
  }

  #perhapsLater(write: () => void): void {
    if (this.#late.chance(this.plan.latePuts)) this.time.after(this.#late.between(MINUTE, 2 * HOUR), write);
  }

  #rescued(facts: Readonly<Record<string, unknown>>): void {
    this.promises.rescued(String(facts.sealed));
    this.#enrolments.sees(facts);
  }

  /** Promised where outages stay inside the margins. */
  #consumersAreServed(): void {
    const { liveTimeAtLeast } = this.plan;
    if (liveTimeAtLeast === undefined || this.violation) return;
    const { live, wire, handOver, dead } = this.live.total();
    const share = (live + wire + handOver) / Math.max(1, live + wire + handOver + dead);
    if (share < liveTimeAtLeast)
      this.violation = new Violation(
        'consumers hold a live token',
        this.live.gaps[0]?.principalId,
        `${(100 * share).toFixed(3)} % of the time; this one went without for longest`,
      );
  }

  #populate(fleet: readonly Member[], random: Random): void {
    const { time, plan, clouds, climate, mistakes } = this;
    const apps = fleet.map(({ app }) => app);
    for (const { app, principals } of fleet) {
      clouds.add(app);
      this.#appSecrets.put(
        app.name,
        app.dialect.provider,
        app.dialect.appSecret(app, [...app.secrets], false),
      );
      mistakes.about(app);
      for (const principalId of principals) {
        const account = clouds.open(principalId, app);
        this.live.begin(account);
        time.after(random.between(0, plan.enrolledWithin), () => {
          void this.#enrolments.enrol(account);
          this.#hands.layOn(account);
          this.#consumers.use(account);
        });
      }
    }
    for (const provider of new Set(apps.map(({ dialect }) => dialect)))
      climate.overCloud(apps.filter(({ dialect }) => dialect === provider));
    const covered = Math.min(...apps.map((app) => coveredOutage(app, plan.tempo)));
    for (const service of Object.values(this.#services)) climate.overService(service, covered);
    mistakes.aboutEverything(covered);
    layPoison(fleet, this.table, this.#controls);
  }
}
