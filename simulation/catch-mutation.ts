import { DAY } from '../lambdas/core/time.ts';
import type { Mutation } from './mutations/mutation.ts';
import type { Broken } from './outcome.ts';
import { type Plan, planOf } from './plan.ts';
import { runInThread } from './threads.ts';
import { START } from './virtual-time.ts';

const PRINCIPALS = 60;
const DAYS = 4;
/** A fault that so many runs of four days do not show is not caught. */
const SEEDS = 20;

export interface Caught {
  /** Over all runs that it took. */
  readonly refreshes: number;
  readonly violation: Broken;
}

/**
 * Runs with this fault in the code, seed after seed, until it breaks what it was made to break, where the same run of
 * the code as it is does not break anything; `undefined` when none does.
 */
export const catchMutation = async (mutation: Mutation): Promise<Caught | undefined> => {
  let made = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const size = { seed, principals: PRINCIPALS, days: DAYS };
    const plan: Plan = { ...planOf(mutation.climate ?? 'rough', size), ...mutation.plan };
    const { violation, refreshes } = await runInThread({ plan, mutation });
    made += refreshes;
    if (violation && mutation.breaks.includes(violation.promise) && (await holdsWithout(plan, violation)))
      return { refreshes: made, violation };
  }
  return undefined;
};

const holdsWithout = async (plan: Plan, { at }: Broken): Promise<boolean> => {
  const { violation } = await runInThread({ plan: { ...plan, days: (at - START) / DAY } });
  return violation === undefined;
};
