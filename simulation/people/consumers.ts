import { HOUR, MINUTE } from '../../lambdas/core/time.ts';
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
  readonly beforeChange: (account: Account) => void;
  readonly tell: Tell | undefined;
}

/** How long a fussy one goes on, and how often it looks. */
const FUSSY_FOR = 6 * HOUR;
const LOOKS_EVERY = MINUTE;

/** Whoever uses the tokens: now and then one is rejected, seldom because its cloud revoked it, and that is reported. */
export class Consumers {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  use(account: Account): void {
    const { time, random, plan } = this.#parts;
    time.after(random.exponential(plan.betweenRejections), () => {
      if (random.chance(plan.fussyConsumers)) this.#fuss(account, time.now + FUSSY_FOR);
      else {
        if (random.chance(0.2)) this.#revoke(account);
        this.#reject(account);
      }
      this.use(account);
    });
  }

  /** Its own fault, but it says that each token is bad as soon as it has it. */
  #fuss(account: Account, until: number): void {
    const { time } = this.#parts;
    if (time.now > until) return;
    this.#reject(account);
    time.after(LOOKS_EVERY, () => this.#fuss(account, until));
  }

  #revoke(account: Account): void {
    const { live, beforeChange, tell } = this.#parts;
    if (!account.live) return;
    beforeChange(account);
    account.live.accessRevoked = true;
    tell?.(account.principalId, `its cloud revokes the access token of pair ${account.live.n}`);
    if (!live.isSetAside(account)) live.setAside(account, 'revoked-by-the-cloud');
  }

  #reject({ principalId, app }: Account): void {
    const { ports, secrets, time, random, tell } = this.#parts;
    const text = secrets.current(ports.vault.nameFor(app.dialect.provider, principalId));
    if (text === undefined) return;
    const { generation } = JSON.parse(text);
    // The event is under way for a while: what it rejects may have been replaced. Where the table is away, it is lost.
    time.after(random.between(0, 2 * MINUTE), () => {
      tell?.(principalId, `generation ${generation} is rejected`);
      void ports.principals.markDue(principalId, { rejected: generation }, ports.clock.now()).catch(() => {});
    });
  }
}
