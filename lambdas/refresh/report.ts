import type { Journal } from '../flow/ports.ts';
import type { TickReport } from '../flow/tick.ts';

/**
 * One line for each (app, code) that failed, with a count and up to five ids; one for each of the first hundred principals,
 * from which CloudWatch ranks the worst (`infra/monitoring/contributors.ts`); then the run's summary, which ends it.
 */
export const report = (journal: Journal, { ran, tally, durationMs, oldestOverdueMs }: TickReport): void => {
  if (!ran) {
    journal.warn('tick skipped', { reason: 'another run holds the lease' });
    return;
  }
  for (const group of tally.groups()) journal.warn('noted', { ...group });
  for (const troubled of tally.troubled()) journal.warn('trouble', { ...troubled });
  journal.info('tick', {
    ...tally.totals(),
    durationMs: Math.round(durationMs),
    oldestOverdueSeconds: Math.round(oldestOverdueMs / 1_000),
  });
};
