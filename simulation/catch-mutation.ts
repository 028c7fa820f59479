import type { Mutation } from './mutations.ts';
import type { Outcome } from './outcome.ts';
import { planOf } from './plan.ts';
import { runInThread } from './threads.ts';

const PRINCIPALS = 60;
const DAYS = 4;

export interface Caught {
  readonly seed: number;
  readonly refreshes: number;
  readonly violation: NonNullable<Outcome['violation']>;
}

/** Runs with this fault in the code, seed after seed, until a promise breaks; `undefined` when none does. */
export const catchMutation = async (mutation: Mutation, seeds: number): Promise<Caught | undefined> => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const run = { seed, principals: PRINCIPALS, days: DAYS };
    const plan = { ...planOf(mutation.climate ?? 'rough', run), ...mutation.plan };
    const { violation, refreshes } = await runInThread({ plan, mutation });
    if (violation) return { seed, refreshes, violation };
  }
  return undefined;
};
