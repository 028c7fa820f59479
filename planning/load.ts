import { TICK_EVERY_SECONDS } from '../lambdas/contract.ts';
import { lookAgain } from '../lambdas/core/schedule.ts';
import { AS_DEPLOYED } from '../lambdas/core/tempo.ts';
import { DAY, SECOND } from '../lambdas/core/time.ts';
import type { Fleet } from './fleet.ts';

/** What a fleet asks for when all is well. */
export interface Load {
  /** From one refresh of a principal to its next, ms: the mean over what is drawn for its jitter. */
  readonly gap: number;
  readonly refreshesPerSecond: number;
  readonly refreshesPerTick: number;
  /** Versions that the busiest secret gets in a day. */
  readonly versionsPerDay: number;
}

const DRAWN = 100;

/** Gaps (ms) as the schedule draws them, evenly over all that it may draw. */
export const gapsOf = (lifetime: number): readonly number[] =>
  Array.from({ length: DRAWN }, (_, i) =>
    lookAgain({ issuedAt: 0, expiresAt: lifetime }, (i + 0.5) / DRAWN, AS_DEPLOYED),
  );

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * By the arithmetic of the schedule itself. That a due row then waits for the next tick, half a minute on average, is left
 * out: a little too much is planned rather than too little.
 */
export const loadOf = ({ principals, lifetime }: Pick<Fleet, 'principals' | 'lifetime'>): Load => {
  const gap = mean(gapsOf(lifetime));
  const refreshesPerSecond = (principals * SECOND) / gap;
  const shortest = lookAgain({ issuedAt: 0, expiresAt: lifetime }, 1, AS_DEPLOYED);
  return {
    gap,
    refreshesPerSecond,
    refreshesPerTick: refreshesPerSecond * TICK_EVERY_SECONDS,
    versionsPerDay: DAY / shortest,
  };
};
