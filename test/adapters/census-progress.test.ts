import { expect, test } from '@jest/globals';
import { readProgress } from '../../lambdas/adapters/census-record.ts';
import { NOW } from '../support/principals.ts';

const progress = {
  startedAt: NOW,
  deep: false,
  segments: ['start', { after: 'home-1' }, 'done'],
  listing: { from: 'page-2' },
  counts: {
    principals: { active: 1, paused: 0, halted: 0 },
    overdue: 0,
    expired: 0,
    leastToExpiry: -5_000,
    malformed: 0,
    adopted: 0,
    drift: 0,
    orphans: 0,
    causes: [],
  },
};

test('the progress of a census comes out as it was put down', () => {
  expect(readProgress(JSON.stringify(progress))).toEqual(progress);
});

test.each([
  ['nothing', undefined],
  ['no JSON', '{"startedAt":'],
  ['another version of it', JSON.stringify({ ...progress, counts: {} })],
  ['one that knows no segments', JSON.stringify({ ...progress, segments: [] })],
  // How long it took would be a number that no table holds.
  [
    'one that saw a token live for longer than there are dates',
    JSON.stringify({ ...progress, counts: { ...progress.counts, leastToExpiry: 1e300 } }),
  ],
  ['one that began beyond all dates', JSON.stringify({ ...progress, startedAt: 1e300 })],
])('%s is no progress: the census starts anew', (_, text) => {
  expect(readProgress(text)).toBeUndefined();
});
