import type { Principal, PublishBudget } from './principal.ts';
import { steadyGap } from './schedule.ts';
import type { Tempo } from './tempo.ts';
import { wholeSecondsUp } from './time.ts';

/**
 * A secret keeps as many versions, and purges none younger than a day (`Tempo.versionsKeptFor`).
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
const VERSIONS = 100;
/** Saved up at most; the other ten of a day come back one by one. */
const MOST_AT_ONCE = 90;
/** Steady refreshing leaves this many for rejected tokens and for republishing. */
const RESERVE = 10;

/**
 * How fast versions come back, and how many can be saved up. `everyMs` for each one: whole seconds, as the row keeps the
 * budget, or every write would win back the fraction that is cut off there.
 */
export interface Pace {
  readonly everyMs: number;
  readonly atOnce: number;
}

/**
 * As many come back as steady refreshing of this lifetime uses up, and what a day brings back plus what can be saved up
 * is never more than a secret keeps: no day, wherever it begins, can see more writes than AWS takes.
 */
export const paceOf = (
  { issuedAt, expiresAt }: Pick<Principal, 'issuedAt' | 'expiresAt'>,
  tempo: Tempo,
): Pace => {
  const slowest = wholeSecondsUp(tempo.versionsKeptFor / (VERSIONS - MOST_AT_ONCE));
  if (issuedAt === undefined || expiresAt === undefined) return { everyMs: slowest, atOnce: MOST_AT_ONCE };
  const everyMs = Math.min(steadyGap(expiresAt - issuedAt, tempo), slowest);
  const backInADay = tempo.versionsKeptFor / everyMs;
  return { everyMs, atOnce: Math.min(MOST_AT_ONCE, Math.floor(VERSIONS - backInADay)) };
};

export const freshBudget = (now: number): PublishBudget => ({ left: MOST_AT_ONCE, at: now });

/** What is left at `now`. Whole versions only: the remainder of the span stays in `at`. */
export const refill = (budget: PublishBudget, { everyMs, atOnce }: Pace, now: number): PublishBudget => {
  const back = Math.max(0, Math.floor((now - budget.at) / everyMs));
  const left = Math.min(atOnce, budget.left + back);
  return { left, at: left === atOnce ? Math.max(now, budget.at) : budget.at + back * everyMs };
};

export const spend = (budget: PublishBudget, pace: Pace, now: number): PublishBudget => {
  const { left, at } = refill(budget, pace, now);
  return { left: Math.max(0, left - 1), at };
};

/** May a refresh be asked for, knowing that it will need a version? An expired token may use the reserve. */
export const affordsRefresh = (budget: PublishBudget, pace: Pace, now: number, alive: boolean): boolean =>
  refill(budget, pace, now).left > (alive ? reserveOf(pace) : 0);

const reserveOf = ({ atOnce }: Pace): number => Math.min(RESERVE, Math.floor(atOnce / 2));

/** When {@link affordsRefresh} allows the refresh of a living token, in epoch ms: `now`, or once enough have come back. */
export const affordedFrom = (budget: PublishBudget, pace: Pace, now: number): number => {
  const { left, at } = refill(budget, pace, now);
  const missing = reserveOf(pace) + 1 - left;
  return missing > 0 ? at + missing * pace.everyMs : now;
};

/** When the next version comes back, in epoch ms. */
export const nextBack = (budget: PublishBudget, pace: Pace, now: number): number =>
  refill(budget, pace, now).at + pace.everyMs;
