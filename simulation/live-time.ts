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
  | 'secret-deleted';

interface Counting {
  readonly account: Account;
  /** Counted up to here, epoch ms. */
  until: number;
  /** The pair whose access token consumers read; 0 for none. */
  published: number;
  aside: Aside | undefined;
  /** A cloud kills the old token when it issues the new one; until its answer is here nobody can do anything. */
  onTheWire: boolean;
  /** From the answer on: until here keeping and publishing it is a hand-over, epoch ms. */
  handOverUntil: number;
  live: number;
  wire: number;
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

/** What was counted, in ms. Only `live` is time in which consumers held a token that their cloud accepted. */
export interface Totals {
  readonly live: number;
  /** Between the moment when a cloud changes the token and the arrival of its answer. */
  readonly wire: number;
  /** From the answer to the publication, undisturbed. */
  readonly handOver: number;
  /** Anything else. */
  readonly dead: number;
  /** Not held against the service, by reason. */
  readonly aside: Partial<Record<Aside, number>>;
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
      onTheWire: false,
      handOverUntil: 0,
      live: 0,
      wire: 0,
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
    if (counting.onTheWire) {
      counting.wire += now - liveUntil;
      return;
    }
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
    counting.onTheWire = false;
    if (endOf(counting) <= this.#now()) return;
    this.#gapIsOver(counting);
    if (counting.aside !== 'paused') counting.aside = undefined;
  }

  /** Its cloud has issued a new pair. */
  issued(account: Account): void {
    const counting = this.#of.get(account);
    if (counting) counting.onTheWire = true;
  }

  /** The pair is here: keeping and publishing it may take so long. */
  answered(account: Account): void {
    this.count(account);
    const counting = this.#of.get(account);
    if (!counting?.onTheWire) return;
    counting.onTheWire = false;
    counting.handOverUntil = this.#now() + HAND_OVER;
  }

  setAside(account: Account, why: Aside): void {
    this.count(account);
    const counting = this.#of.get(account);
    if (!counting) return;
    if (counting.deadSince !== undefined) this.#gapIsOver(counting);
    counting.onTheWire = false;
    counting.aside = why;
  }

  /** Consumers are shown nothing any more, until the next publication. */
  withdrawn(account: Account, why: Aside): void {
    this.count(account);
    const counting = this.#of.get(account);
    if (!counting) return;
    counting.published = 0;
    if (!counting.aside) this.setAside(account, why);
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
  total(): Totals {
    let live = 0;
    let wire = 0;
    let handOver = 0;
    let dead = 0;
    for (const counting of this.#of.values()) {
      this.count(counting.account);
      live += counting.live;
      wire += counting.wire;
      handOver += counting.handOver;
      dead += counting.dead;
    }
    return { live, wire, handOver, dead, aside: Object.fromEntries(this.aside) };
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
