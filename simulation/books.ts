import { MINUTE } from '../lambdas/core/time.ts';
import type { Account, Named, Pair } from './clouds/accounts.ts';
import type { Clouds, Served } from './clouds/clouds.ts';
import type { LiveTime } from './live-time.ts';
import type { Process } from './process.ts';
import type { Tell } from './trace.ts';

/** What was promised and did not hold. */
export class Violation extends Error {
  readonly promise: string;
  readonly principalId: string | undefined;

  constructor(promise: string, principalId: string | undefined, what: string) {
    super(`${promise}: ${what}`);
    this.name = 'Violation';
    this.promise = promise;
    this.principalId = principalId;
  }
}

/** A pair that a cloud granted and that must get into its row. */
interface Grant {
  readonly account: Account;
  readonly pair: Pair;
  readonly process: Process;
  readonly at: number;
  /** Why it cannot: the answer was lost, or the process died. Always of our making. */
  lossOfOurMaking: string | undefined;
}

/** A run, until it rescues what it cannot keep. */
const TIME_TO_KEEP = MINUTE;

export interface Presentation {
  readonly account: Account;
  readonly pair: Pair | undefined;
  readonly process: Process;
}

export interface Figures {
  refreshed: number;
  loggedIn: number;
  retried: number;
  /** Grants whose way into the row was cut off between asking and keeping, by us. */
  lossesInjected: number;
  /** Of those, kept or rescued all the same. */
  lossesAverted: number;
  lost: number;
  rescued: number;
}

/** Omniscient: knows what clouds granted, what rows hold and what was promised about both. */
export class Books {
  readonly #now: () => number;
  readonly #clouds: Clouds;
  readonly #live: LiveTime;
  readonly #open = new Map<Account, Grant[]>();
  readonly #tell: Tell | undefined;
  readonly #onViolation: (violation: Violation) => void;
  readonly figures: Figures = {
    refreshed: 0,
    loggedIn: 0,
    retried: 0,
    lossesInjected: 0,
    lossesAverted: 0,
    lost: 0,
    rescued: 0,
  };
  /** Asked before a pair is issued: may a live token be killed just now? */
  onIssue: (account: Account) => void = () => {};

  constructor(
    clouds: Clouds,
    live: LiveTime,
    {
      now,
      tell,
      violated,
    }: {
      now: () => number;
      tell: Tell | undefined;
      violated: (violation: Violation) => void;
    },
  ) {
    this.#now = now;
    this.#clouds = clouds;
    this.#live = live;
    this.#tell = tell;
    this.#onViolation = violated;
  }

  /** A request leaves its process. */
  sent(named: Named | undefined, process: Process, arrives: boolean): Presentation | undefined {
    const account = named && this.#clouds.accounts[named.account];
    if (!account) return undefined;
    const { principalId } = account;
    const pair = account.pairs.get(named.n);
    this.#tell?.(
      principalId,
      `${process.name} presents ${named.n === 0 ? 'a login' : `pair ${named.n}`}${arrives ? '' : ', which will not arrive'}`,
    );
    if (named.n > 0 && !pair) this.#violated('used twice', principalId, `pair ${named.n} is long gone`);
    if (pair && pair.underWay > 0)
      this.#violated('used twice', principalId, `pair ${pair.n} is presented by two attempts at once`);
    if (pair?.yielded?.kept)
      this.#violated('used twice', principalId, `pair ${pair.n} comes again after its successor was kept`);
    if (pair?.state === 'spent') this.figures.retried += 1;
    this.#settleGrants(account);
    if (pair) pair.underWay += 1;
    return { account, pair, process };
  }

  /** The answer that holds a new pair has reached its process. */
  answered({ account }: { account: Account }): void {
    this.#live.answered(account);
  }

  /** The exchange is over for both sides. */
  over(presentation: Presentation | undefined): void {
    if (presentation?.pair) presentation.pair.underWay -= 1;
  }

  /** The cloud is about to be asked for what it has: before its pair changes. */
  issued(
    { account, pair }: { account: Account; pair: Pair },
    process: Process,
    loss: string | undefined,
    spoilt: boolean,
  ): void {
    this.onIssue(account);
    this.figures[pair.n > 1 && this.#isLogin(account, pair) ? 'loggedIn' : 'refreshed'] += 1;
    this.#tell?.(
      account.principalId,
      `its cloud issues pair ${pair.n} to ${process.name}${loss ? ` (${loss}: the answer is lost)` : ''}`,
    );
    const grant: Grant = { account, pair, process, at: this.#now(), lossOfOurMaking: undefined };
    const open = this.#open.get(account);
    if (open) open.push(grant);
    else this.#open.set(account, [grant]);
    if (spoilt) this.#live.setAside(account, 'answer-spoilt');
    if (loss ?? (process.isAway ? 'killed' : undefined)) this.#lose(grant, loss ?? 'killed or asleep');
  }

  refused(presentation: Presentation | undefined, { refused }: Served): void {
    if (presentation && refused)
      this.#tell?.(presentation.account.principalId, `its cloud refuses the ${refused}`);
  }

  /** A row holds this pair now. */
  kept(account: Account, n: number): void {
    const pair = account.pairs.get(n);
    if (pair) pair.kept = true;
    this.#resolve(account, n);
  }

  /** The log holds this pair, sealed. */
  rescued(account: Account, n: number): void {
    this.figures.rescued += 1;
    this.#tell?.(account.principalId, `pair ${n} goes to the log as a rescue record`);
    this.#resolve(account, n);
  }

  /** The row got another grant, or is gone: nothing that was under way is missed. */
  replaced(account: Account): void {
    this.#settleGrants(account);
    this.#open.delete(account);
  }

  died(process: Process): void {
    for (const grants of this.#open.values())
      for (const grant of grants)
        if (grant.process === process && !grant.lossOfOurMaking) this.#lose(grant, 'killed or asleep');
  }

  /** At the end: whatever is still on its way is lost, if it has had its time. */
  close(): void {
    for (const [account, grants] of this.#open) {
      const inTime = grants.filter(({ at }) => this.#now() - at < TIME_TO_KEEP);
      if (inTime.length < grants.length) this.#settleGrants(account);
    }
  }

  #violated(promise: string, principalId: string, what: string): void {
    this.#onViolation(new Violation(promise, principalId, what));
  }

  #isLogin(account: Account, pair: Pair): boolean {
    return account.pairs.get(pair.n - 1)?.yielded !== pair;
  }

  #lose(grant: Grant, why: string): void {
    grant.lossOfOurMaking = why;
    this.figures.lossesInjected += 1;
    this.#live.setAside(grant.account, 'grant-lost');
    this.#tell?.(grant.account.principalId, `pair ${grant.pair.n} is cut off from its row: ${why}`);
  }

  #resolve(account: Account, n: number): void {
    const open = this.#open.get(account);
    if (!open) return;
    const rest = open.filter((grant) => grant.pair.n > n);
    for (const grant of open)
      if (grant.pair.n === n && grant.lossOfOurMaking) this.figures.lossesAverted += 1;
    if (rest.length > 0) this.#open.set(account, rest);
    else this.#open.delete(account);
  }

  /** Somebody goes on without them: grants that are still open are lost. */
  #settleGrants(account: Account): void {
    const open = this.#open.get(account);
    if (!open) return;
    this.#open.delete(account);
    for (const { pair, process, lossOfOurMaking } of open) {
      if (!lossOfOurMaking)
        this.#violated(
          'lost outside ask and keep',
          account.principalId,
          `pair ${pair.n}, granted to ${process.name}, is neither in its row nor in a rescue record`,
        );
      this.figures.lost += 1;
    }
  }
}
