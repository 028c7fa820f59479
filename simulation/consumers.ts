import { MINUTE } from '../lambdas/core/time.ts';
import type { Ports } from '../lambdas/flow/ports.ts';
import type { Account } from './clouds/accounts.ts';
import type { LiveTime } from './live-time.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

interface Parts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly plan: Plan;
  readonly ports: Ports;
  readonly live: LiveTime;
  readonly beforeChange: (account: Account) => void;
  readonly trace: (principalId: string, what: string) => void;
}

/** Whoever uses the tokens: now and then one is rejected, seldom because its cloud revoked it, and that is reported. */
export class Consumers {
  readonly #parts: Parts;
  rejected = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  use(account: Account): void {
    const { time, random, plan } = this.#parts;
    time.after(random.exponential(plan.betweenRejections), () => {
      if (random.chance(0.2)) this.#revoke(account);
      void this.#reject(account);
      this.use(account);
    });
  }

  #revoke(account: Account): void {
    const { live, beforeChange, trace } = this.#parts;
    if (!account.live) return;
    beforeChange(account);
    account.live.accessRevoked = true;
    trace(account.principalId, `its cloud revokes the access token of pair ${account.live.n}`);
    if (!live.isSetAside(account)) live.setAside(account, 'revoked-by-the-cloud');
  }

  async #reject({ principalId }: Account): Promise<void> {
    const { ports, time, random, trace } = this.#parts;
    try {
      const reading = await ports.principals.get(principalId);
      if (reading.row !== 'found') return;
      const { publishedGeneration } = reading.principal;
      this.rejected += 1;
      // The event is under way for a while: what it rejects may have been replaced.
      time.after(random.between(0, 2 * MINUTE), () => {
        trace(principalId, `generation ${publishedGeneration} is rejected`);
        void ports.principals
          .markDue(principalId, { rejected: publishedGeneration }, ports.clock.now())
          .catch(() => {});
      });
    } catch {
      // The table was away: this rejection is lost.
    }
  }
}
