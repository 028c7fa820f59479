import type { ClimateName, Plan } from '../plan.ts';

interface Change {
  /** From the root of the repository. */
  readonly file: string;
  readonly replace: string;
  readonly by: string;
}

/** One deliberate fault, and the promise that it breaks. */
export interface Mutation {
  readonly name: string;
  readonly changes: readonly Change[];
  /** Any of these may notice it first. */
  readonly breaks: readonly string[];
  /** @default rough */
  readonly climate?: ClimateName;
  /** What brings it to light sooner. */
  readonly plan?: Partial<Plan>;
}

export const FLOW = 'lambdas/flow';
export const CORE = 'lambdas/core';
export const WRITES = 'simulation/ports/row-writes.ts';
