import { confidential } from '../lambdas/core/confidential.ts';
import { type Rescue, readRescue } from '../lambdas/core/rescue.ts';
import { HOUR, MINUTE, SECOND } from '../lambdas/core/time.ts';
import type { Presentable } from '../lambdas/core/tokens.ts';
import { enrol } from '../lambdas/flow/enrol.ts';
import type { Ports } from '../lambdas/flow/ports.ts';
import { type Account, refreshToken } from './clouds/accounts.ts';
import type { CloudApp } from './clouds/cloud-app.ts';
import { coveredOutage, outageLength } from './fleet.ts';
import type { Plan } from './plan.ts';
import type { AppSecrets } from './ports/apps.ts';
import type { ControlItems } from './ports/controls.ts';
import type { Row } from './ports/row-writes.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

interface Parts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly plan: Plan;
  readonly ports: Ports;
  readonly appSecrets: AppSecrets;
  readonly controls: ControlItems;
  readonly beforeChange: (account: Account) => void;
  readonly trace: (principalId: string, what: string) => void;
}

const A_MOMENT = 5 * SECOND;

/** People: they enrol, pause, remove, replace and resume in the middle, mistype, and mend what is announced. */
export class Operators {
  readonly #parts: Parts;
  readonly #rescues = new Map<string, Rescue>();
  enrolled = 0;
  hands = 0;
  mistakes = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Somebody authorized, and gives us the grant; again until it is taken. */
  async enrol(account: Account, grant: 'new' | 'same' = 'new'): Promise<void> {
    const { time, ports, beforeChange, trace } = this.#parts;
    const { principalId, app } = account;
    if (grant === 'new') {
      beforeChange(account);
      account.begin(time.now);
      trace(principalId, `its owner authorizes: pair ${account.live?.n}`);
    }
    try {
      const enrolled = await enrol(
        { principalId, provider: app.dialect.provider, app: app.name, grant: this.#grantOf(account) },
        ports,
      );
      trace(
        principalId,
        enrolled.enrolled ? 'is enrolled' : `is not enrolled: ${enrolled.field} ${enrolled.remedy}`,
      );
      if (enrolled.enrolled) {
        this.enrolled += 1;
        return;
      }
    } catch {
      // A store was away: again later.
    }
    time.after(2 * MINUTE, () => void this.#enrolUnlessDone(account));
  }

  async #enrolUnlessDone(account: Account): Promise<void> {
    const reading = await this.#look(account.principalId);
    const isDone = reading?.row === 'found' && reading.principal.state !== 'halted';
    if (!isDone) await this.enrol(account, account.live ? 'same' : 'new');
  }

  #grantOf(account: Account): Presentable {
    const { live } = account;
    if (!live) throw new Error('nobody has authorized');
    return { kind: 'refresh_token', refreshToken: confidential(refreshToken(account, live)) };
  }

  /** They read the log: an alarm has told them of a rescue record. */
  sees(record: Readonly<Record<string, unknown>>, account: Account | undefined): void {
    const { time, random } = this.#parts;
    const rescue = readRescue(record);
    if (!rescue || !account) return;
    this.#rescues.set(rescue.principalId, rescue);
    time.after(random.between(MINUTE, HOUR), () => {
      if (this.#rescues.get(rescue.principalId) === rescue) void this.#restore(account, rescue);
    });
  }

  /** Somebody was told that a principal is halted, and does something about it in the next hours. */
  mend(account: Account, row: Row): void {
    const { time, random } = this.#parts;
    time.after(random.between(5 * MINUTE, 4 * HOUR), () => void this.#mendNow(account, row));
  }

  /** First they look: somebody else may have mended it. */
  async #mendNow(account: Account, { principalId, generation }: Row): Promise<void> {
    const reading = await this.#look(principalId);
    if (reading && (reading.row !== 'found' || reading.principal.state !== 'halted')) return;
    const rescue = this.#rescues.get(principalId);
    if (rescue?.generation === generation) await this.#restore(account, rescue);
    else await this.enrol(account);
  }

  async #restore(account: Account, rescue: Rescue): Promise<void> {
    const { ports, time, trace } = this.#parts;
    this.#rescues.delete(rescue.principalId);
    trace(rescue.principalId, 'an operator restores the rescued grant');
    try {
      const written = await ports.principals.restore(
        rescue.principalId,
        rescue.generation,
        rescue,
        ports.clock.now(),
      );
      trace(rescue.principalId, `restoring: ${written.write}`);
      if (written.write === 'done') return;
    } catch {
      // A store was away.
    }
    time.after(5 * MINUTE, () => void this.#enrolIfHalted(account));
  }

  async #enrolIfHalted(account: Account): Promise<void> {
    const reading = await this.#look(account.principalId);
    if (reading?.row === 'found' && reading.principal.state === 'halted') await this.enrol(account);
  }

  /** Now and then a hand on one principal. */
  handle(account: Account): void {
    const { time, random, plan } = this.#parts;
    time.after(random.exponential(plan.betweenHands), () => {
      this.hands += 1;
      void this.#hand(account).finally(() => this.handle(account));
    });
  }

  async #hand(account: Account): Promise<void> {
    const { ports, random, trace } = this.#parts;
    const { principalId } = account;
    const what = random.pick(['pause', 'remove', 'force', 'pause', 'force']);
    trace(principalId, `an operator wants to ${what} it`);
    try {
      if (what === 'force') await ports.principals.markDue(principalId, 'forced', ports.clock.now());
      else if (what === 'pause') await this.#pause(principalId);
      else await this.#remove(account);
    } catch {
      trace(principalId, 'the operator gives up: a store was away');
    }
  }

  async #pause(principalId: string): Promise<void> {
    const { ports, time, random } = this.#parts;
    const paused = await ports.principals.pause(principalId);
    if (paused.write !== 'done') return;
    const length = random.chance(0.3) ? random.between(0, A_MOMENT) : random.exponential(2 * HOUR);
    const resume = async (): Promise<void> => {
      try {
        await ports.principals.resume(principalId, ports.clock.now());
      } catch {
        time.after(MINUTE, () => void resume());
      }
    };
    time.after(length, () => void resume());
  }

  async #remove(account: Account): Promise<void> {
    const { ports, time, random, trace } = this.#parts;
    const { principalId, app } = account;
    const reading = await ports.principals.get(principalId);
    if (reading.row !== 'found') return;
    const removed = await ports.principals.remove(
      principalId,
      reading.principal.generation,
      ports.clock.now(),
    );
    trace(principalId, `removal: ${removed.write}`);
    if (removed.write !== 'done') return;
    if (app.oneToken) await ports.controls.releaseSole(app.name, principalId).catch(() => {});
    time.after(random.between(MINUTE, HOUR), () => void this.enrol(account));
  }

  /** Now and then the whole app: a wrong client secret, a wrong path, a rotation, a pause, a freeze by its cloud. */
  mistake(app: CloudApp): void {
    const { time, random, plan } = this.#parts;
    time.after(random.exponential(plan.betweenMistakes), () => {
      this.mistakes += 1;
      const length = outageLength(random, coveredOutage(app), plan.outagesExceedMargins);
      const mended = this.#err(app);
      time.after(length, () => {
        mended();
        this.mistake(app);
      });
    });
  }

  #err(app: CloudApp): () => void {
    const { random, appSecrets, controls } = this.#parts;
    const right = [...app.secrets];
    const store = (secrets: readonly string[], wrongPath = false) =>
      appSecrets.put(app.name, app.dialect.provider, app.dialect.appSecret(app, secrets, wrongPath));
    switch (random.pick(['secret', 'path', 'rotation', 'pause', 'frozen', 'refusal'])) {
      case 'secret':
        store(['mistyped']);
        return () => store(right);
      case 'path':
        store(right, true);
        return () => store(right);
      case 'rotation': {
        const next = `secret-${random.below(1e9)}`;
        store([...right, next]);
        app.secrets.clear();
        app.secrets.add(next);
        return () => store([next]);
      }
      case 'pause':
        controls.change(app.name, (control) => ({ ...control, operatorPausedAt: this.#parts.time.now }));
        return () => controls.change(app.name, ({ operatorPausedAt: _, ...control }) => control);
      case 'frozen':
        app.condition = 'frozen';
        return () => {
          app.condition = 'well';
        };
      default:
        app.condition = 'refuses-everybody';
        return () => {
          app.condition = 'well';
        };
    }
  }

  async #look(principalId: string) {
    try {
      return await this.#parts.ports.principals.get(principalId);
    } catch {
      return undefined;
    }
  }
}
