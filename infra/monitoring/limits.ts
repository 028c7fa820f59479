import { CENSUS_EVERY_MINUTES } from '../../lambdas/contract.ts';
import type { Settings } from '../settings.ts';

/*
 * The lines that graphs draw and alarms watch, each once; those of tokens and consumers are in the contract, those of
 * AWS in `planning/quotas.ts`.
 */

/** A row that waited so long waits for something else than its turn. */
export const OVERDUE_SECONDS = 5 * 60;

/** Three censuses that did not come, or did not end. */
export const CENSUS_LATE_SECONDS = 3 * CENSUS_EVERY_MINUTES * 60;

/** A certificate takes days to renew, and a weekend may lie between. */
export const CERTIFICATE_DAYS = { page: 7, ticket: 30 } as const;

export const tickLimitMilliseconds = ({ timeout }: Settings): number => timeout.toMilliseconds();

/** Beyond this a tick leaves due rows to the next one. */
export const tickNearLimitMilliseconds = (settings: Settings): number =>
  0.8 * tickLimitMilliseconds(settings);
