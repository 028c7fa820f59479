import { describe, expect, test } from '@jest/globals';
import { Tally } from '../../lambdas/core/tally.ts';
import type { Journal } from '../../lambdas/flow/ports.ts';
import { report } from '../../lambdas/refresh/report.ts';

/** A journal that remembers its lines. */
const remembering = () => {
  const lines: [level: string, message: string, facts: object][] = [];
  const journal: Journal = {
    info: (message, facts) => lines.push(['info', message, facts]),
    warn: (message, facts) => lines.push(['warn', message, facts]),
    error: (message, facts) => lines.push(['error', message, facts]),
  };
  return { journal, lines };
};

describe('the report of a run', () => {
  test('is one line of totals, and one for each app and code', () => {
    const { journal, lines } = remembering();
    const tally = new Tally();
    tally.count('due', 'north', 3);
    tally.count('due', 'south', 1_000);
    tally.count('deferred', 'south', 1_000);
    tally.note('warehouse', 'invalid_grant', 'a');
    for (let n = 1; n <= 1_000; n += 1) tally.note('greenhouse', 'timeout', `sensor-${n}`);

    report(journal, { ran: true, tally, durationMs: 1_234.56, oldestOverdueMs: 89_600 });

    expect(lines).toEqual([
      ['warn', 'noted', { app: 'warehouse', code: 'invalid_grant', count: 1, ids: ['a'] }],
      [
        'warn',
        'noted',
        {
          app: 'greenhouse',
          code: 'timeout',
          count: 1_000,
          ids: ['sensor-1', 'sensor-2', 'sensor-3', 'sensor-4', 'sensor-5'],
        },
      ],
      ['info', 'tick', { due: 1_003, deferred: 1_000, durationMs: 1_235, oldestOverdueSeconds: 90 }],
    ]);
  });

  test('is one line when nothing was due', () => {
    const { journal, lines } = remembering();

    report(journal, { ran: true, tally: new Tally(), durationMs: 20, oldestOverdueMs: 0 });

    expect(lines).toEqual([['info', 'tick', { durationMs: 20, oldestOverdueSeconds: 0 }]]);
  });

  test('is one line that says why when another run holds the lease', () => {
    const { journal, lines } = remembering();

    report(journal, { ran: false, tally: new Tally(), durationMs: 0, oldestOverdueMs: 0 });

    expect(lines).toEqual([['warn', 'tick skipped', { reason: 'another run holds the lease' }]]);
  });
});
