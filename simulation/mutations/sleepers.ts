import { HOUR } from '../../lambdas/core/time.ts';
import type { Plan } from '../plan.ts';

/** Whoever could not keep what it has sleeps for long over it, and operators are quicker. */
export const SLEEPERS: Partial<Plan> = {
  betweenServiceOutages: HOUR / 4,
  ambushes: 1,
  doubled: 0.5,
  runLeaseIgnored: 1,
  warm: 6,
};
