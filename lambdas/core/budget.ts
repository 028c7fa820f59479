import type { PublishBudget } from './principal.ts';
import { MINUTE } from './time.ts';

/**
 * A secret keeps 100 versions and purges none younger than a day: 90 may be written at once, one more every 15 min.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
const CAPACITY = 90;
const ONE_BACK_EVERY = 15 * MINUTE;
/** Steady refreshing leaves this many for rejected tokens and for republishing. */
const RESERVE = 10;

export const freshBudget = (now: number): PublishBudget => ({ left: CAPACITY, at: now });

/** What is left at `now`. Whole versions only: the remainder of the span stays in `at`. */
export const refill = (budget: PublishBudget, now: number): PublishBudget => {
  const back = Math.max(0, Math.floor((now - budget.at) / ONE_BACK_EVERY));
  const left = Math.min(CAPACITY, budget.left + back);
  return { left, at: left === CAPACITY ? Math.max(now, budget.at) : budget.at + back * ONE_BACK_EVERY };
};

export const spend = (budget: PublishBudget, now: number): PublishBudget => {
  const { left, at } = refill(budget, now);
  return { left: Math.max(0, left - 1), at };
};

/** May a refresh be asked for, knowing that it will need a version? An expired token may use the reserve. */
export const affordsRefresh = (budget: PublishBudget, now: number, alive: boolean): boolean =>
  refill(budget, now).left > (alive ? RESERVE : 0);

/** When the next version comes back, in epoch ms. */
export const nextBack = (budget: PublishBudget, now: number): number =>
  refill(budget, now).at + ONE_BACK_EVERY;
