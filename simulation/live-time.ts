import { SECOND } from '../lambdas/core/time.ts';
import type { Account } from './clouds/accounts.ts';

/** Why time is not held against the service, while that lasts. */
export type Aside =
  | 'not-yet-published'
  | 'grant-lost'
  | 'answer-spoilt'
  | 'paused'
  | 'removed'
  | 'halted'
  | 'revoked-by-the-cloud'
  | 'outage-beyond-the-margin';

interface Counting {
  readonly account: Account;
  /** Counted up to here, epoch ms. */
  until: number;
  /** The pair whose access token consumers read; 0 for none. */
  published: number;
  aside: Aside | undefined;
  /** A cloud kills the old token when it issues the new one: until here that is a hand-over, epoch ms. */
  handOverUntil: number;
  live: number;
  handOver: number;
  dead: number;
  deadSince: number | undefined;
}

/** A time in which consumers of one principal held a dead token. */
export interface Gap {
  readonly principalId: string;
  readonly from: number;
  readonly ms: number;
}

const GAPS_REMEMBERED = 20;
/** Keeping and publishing take a fraction of a second, and at most this, unless something is wrong. */
const HAND_OVER = 5 * SECOND;

/** How long consumers held a live token: the service level. Times in ms. */
export class LiveTime {
  readonly #now: () => number;
  readonly #of = new Map<Account, Counting>();
  readonly aside = new Map<Aside, number>();
  /** The longest, longest first. */
  readonly gaps: Gap[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(account: Account): void {
    this.#of.set(account, {
      account,
      until: this.#now(),
      published: 0,
      aside: 'not-yet-published',
      handOverUntil: 0,
      live: 0,
      handOver: 0,
      dead: 0,
      deadSince: undefined,
    });
  }

  /** Must be called before anything changes for the account: a pair issued or revoked, a secret written, a reason given. */
  count(account: Account): void {
    const counting = this.#of.get(account);
    if (!counting) return;
    const now = this.#now();
    const { until } = counting;
    if (now <= until) return;
    counting.until = now;
    if (counting.aside) {
      this.aside.set(counting.aside, (this.aside.get(counting.aside) ?? 0) + now - until);
      return;
    }
    const liveUntil = Math.min(now, Math.max(until, endOf(counting)));
    counting.live += liveUntil - until;
    const handedOver = Math.min(now, Math.max(liveUntil, counting.handOverUntil));
    counting.handOver += handedOver - liveUntil;
    counting.dead += now - handedOver;
    if (handedOver < now) counting.deadSince ??= handedOver;
  }

  published(account: Account, n: number): void {
    this.count(account);
    const counting = this.#of.get(account);
    if (!counting) return;
    counting.published = n;
    if (endOf(counting) <= this.#now()) return;
    this.#gapIsOver(counting);
    if (counting.aside !== 'paused') counting.aside = undefined;
  }

  /** Its cloud has issued a new pair: publishing it may take so long. */
  handsOver(account: Account): void {
    const counting = this.#of.get(account);
    if (counting) counting.handOverUntil = this.#now() + HAND_OVER;
  }

  setAside(account: Account, why: Aside): void {
    this.count(account);
    const counting = this.#of.get(account);
    if (!counting) return;
    if (counting.deadSince !== undefined) this.#gapIsOver(counting);
    counting.aside = why;
  }

  /** The reason is over: from here it counts again. */
  countAgain(account: Account, why: Aside): void {
    this.count(account);
    const counting = this.#of.get(account);
    if (counting?.aside !== why) return;
    counting.aside = endOf(counting) > this.#now() ? undefined : 'not-yet-published';
  }

  /** How long the token that consumers hold will live on (ms). */
  left(account: Account): number {
    const counting = this.#of.get(account);
    return counting === undefined ? 0 : Math.max(0, endOf(counting) - this.#now());
  }

  isSetAside(account: Account): boolean {
    return this.#of.get(account)?.aside !== undefined;
  }

  /** All that was counted, in ms. */
  total(): { live: number; handOver: number; dead: number; aside: number } {
    let live = 0;
    let handOver = 0;
    let dead = 0;
    for (const counting of this.#of.values()) {
      this.count(counting.account);
      live += counting.live;
      handOver += counting.handOver;
      dead += counting.dead;
    }
    let aside = 0;
    for (const ms of this.aside.values()) aside += ms;
    return { live, handOver, dead, aside };
  }

  #gapIsOver(counting: Counting): void {
    const { deadSince, account } = counting;
    if (deadSince === undefined) return;
    counting.deadSince = undefined;
    const gap = { principalId: account.principalId, from: deadSince, ms: this.#now() - deadSince };
    if (this.gaps.length >= GAPS_REMEMBERED && gap.ms <= (this.gaps.at(-1)?.ms ?? 0)) return;
    this.gaps.push(gap);
    this.gaps.sort((a, b) => b.ms - a.ms);
    this.gaps.length = Math.min(this.gaps.length, GAPS_REMEMBERED);
  }
}

/** When the token that consumers read ends, or ended; 0 where it is dead whatever the clock says. */
const endOf = ({ account, published }: Counting): number => {
  const pair = account.pairs.get(published);
  if (!pair || pair.accessRevoked || pair.state === 'dead') return 0;
  return pair.state === 'live' || account.app.revokesFamilyOnReuse ? pair.accessEndsAt : 0;
};
