import { HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import type { Ports } from '../../lambdas/flow/ports.ts';
import type { Account } from '../clouds/accounts.ts';
import type { LiveTime } from '../live-time.ts';
import type { Plan } from '../plan.ts';
import type { Secrets } from '../ports/vault.ts';
import type { Random } from '../random.ts';
import type { Tell } from '../trace.ts';
import type { VirtualTime } from '../virtual-time.ts';

interface Parts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly plan: Plan;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly live: LiveTime;
  readonly enrol: (account: Account) => Promise<void>;
  readonly tell: Tell | undefined;
}

const A_MOMENT = 5 * SECOND;

/** Operators' hands on one principal, in the middle of whatever happens to it. */
export class Hands {
  readonly #parts: Parts;
  laid = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Now and then. */
  layOn(account: Account): void {
    const { time, random, plan } = this.#parts;
    time.after(random.exponential(plan.betweenHands), () => {
      this.laid += 1;
      void this.#layOn(account).finally(() => this.layOn(account));
    });
  }

  /** A new pair was issued, and nothing of it is kept yet. */
  inTheMiddle(account: Account): void {
    const { random, plan } = this.#parts;
    if (random.chance(plan.handsInTheMiddle)) void this.#layOn(account);
  }

  async #layOn(account: Account): Promise<void> {
    const { ports, random, tell } = this.#parts;
    const { principalId } = account;
    const what = random.pick(['pause', 'remove', 'force', 'pause', 'force', 'delete the secret of']);
    tell?.(principalId, `an operator wants to ${what} it`);
    try {
      if (what === 'force') await ports.principals.markDue(principalId, 'forced', ports.clock.now());
      else if (what === 'pause') await this.#pause(principalId);
      else if (what === 'remove') await this.#remove(account);
      else await this.#deleteSecret(account);
    } catch {
      tell?.(principalId, 'the operator gives up: a store was away');
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
    const { ports, secrets, time, random, enrol, tell } = this.#parts;
    const { principalId, app } = account;
    const reading = await ports.principals.get(principalId);
    if (reading.row !== 'found') return;
    const { generation } = reading.principal;
    const removed = await ports.principals.remove(principalId, generation, ports.clock.now());
    tell?.(principalId, `removal: ${removed.write}`);
    if (removed.write !== 'done') return;
    // With what is in it: a secret that is brought back later would bring its young versions with it.
    secrets.destroy(ports.vault.nameFor(app.dialect.provider, principalId));
    if (app.oneToken) await ports.controls.releaseSole(app.name, principalId).catch(() => {});
    time.after(random.between(MINUTE, HOUR), () => void enrol(account));
  }

  /** By hand and at once: the next refresh makes it anew. */
  async #deleteSecret(account: Account): Promise<void> {
    const { ports, secrets, live } = this.#parts;
    const { principalId, app } = account;
    const reading = await ports.principals.get(principalId);
    if (reading.row !== 'found') return;
    const name = ports.vault.nameFor(app.dialect.provider, principalId);
    if (!secrets.has(name)) return;
    live.withdrawn(account, 'secret-deleted');
    secrets.destroy(name);
    await ports.principals.markDue(principalId, 'forced', ports.clock.now());
  }
}
