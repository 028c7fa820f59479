import type { Journal } from '../flow/ports.ts';
import type { Taken } from '../flow/rejected.ts';

const MOST_IDS = 5;

/**
 * One line a batch: how many told of how many principals, what that came to, principals by outcome, and the first few
 * that are refreshed for it. No other id: what is not enrolled may be a token in the wrong place.
 */
export const report = (journal: Journal, taken: readonly Taken[], unreadable: number): void => {
  const failed = taken.filter((one) => one.outcome === 'failed');
  if (failed.length > 0)
    journal.warn('rejections could not be taken up', { principals: failed.length, error: failed[0]?.error });
  const marked = taken
    .filter(({ outcome }) => outcome === 'marked-due')
    .map(({ principalId }) => principalId);
  journal.info('rejections', {
    told: taken.reduce((sum, { told }) => sum + told, unreadable),
    unreadable,
    principals: taken.length,
    outcomes: Object.fromEntries(
      [...Map.groupBy(taken, ({ outcome }) => outcome)].map(([outcome, those]) => [outcome, those.length]),
    ),
    ...(marked.length > 0 && { ids: marked.slice(0, MOST_IDS) }),
  });
};
