import { expect, test } from '@jest/globals';
import { RunsHeard } from '../../../local/live/runs-heard.ts';

const tick = (counts: Record<string, number>): string => JSON.stringify({ message: 'tick', ...counts });

test('adds up what the runs tell', () => {
  const heard = new RunsHeard();

  heard.hear(tick({ due: 5, refreshed: 3, deferred: 1, misconfigured: 1 }), 0);
  heard.hear(tick({ refreshed: 2, answerLost: 1, publishFailed: 1 }), 5_000);
  heard.hear('{"message":"tick failed"}', 10_000);
  heard.hear('{"message":"tick skipped"}', 15_000);

  expect(heard.counts).toEqual({
    ticks: 2,
    refreshed: 5,
    retries: 3,
    answersLost: 1,
    failed: 1,
    skipped: 1,
  });
});

test('tells what was refreshed in the last minute, and forgets what is older', () => {
  const heard = new RunsHeard();
  heard.hear(tick({ refreshed: 3 }), 0);
  heard.hear(tick({ refreshed: 2 }), 30_000);

  expect(heard.refreshedLastMinute(59_000)).toBe(5);
  expect(heard.refreshedLastMinute(60_000)).toBe(2);
  expect(heard.refreshedLastMinute(90_000)).toBe(0);
});

test.each([
  '',
  'tick',
  '"tick"',
  '{"message":"tick"',
  '["tick"]',
  'null "tick"',
  tick({ refreshed: 'x' as never }),
])('takes %j for nothing refreshed', (line) => {
  const heard = new RunsHeard();

  heard.hear(line, 0);

  expect(heard.counts.refreshed).toBe(0);
});
