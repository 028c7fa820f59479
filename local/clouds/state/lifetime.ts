import type { Random } from '../random.ts';

/** Seconds that access tokens live: all alike, or each drawn from a range, both ends included. */
export type Lifetime = number | { readonly least: number; readonly most: number };

export const longest = (lifetime: Lifetime): number =>
  typeof lifetime === 'number' ? lifetime : lifetime.most;

/** Whole seconds. */
export const drawLifetime = (lifetime: Lifetime, random: Random): number =>
  typeof lifetime === 'number' ? lifetime : lifetime.least + random.below(lifetime.most - lifetime.least + 1);
