import type { Journal } from '../flow/ports.ts';
import type { TickReport } from '../flow/tick.ts';

/** One summary line a run, and one line for each (app, code) that failed: a count and up to five ids. */
export const report = (journal: Journal, { ran, tally, durationMs, oldestOverdueMs }: TickReport): void => {
  if (!ran) {
    journal.warn('tick skipped', { reason: 'another run holds the lease' });
    return;
  }
  journal.info('tick', {
    ...tally.totals(),
    durationMs: Math.round(durationMs),
    oldestOverdueSeconds: Math.round(oldestOverdueMs / 1_000),
  });
  for (const group of tally.groups()) journal.warn('noted', { ...group });
};
