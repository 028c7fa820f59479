import { describe, expect, test } from '@jest/globals';
import { Tally } from '../../lambdas/core/tally.ts';
import { report } from '../../lambdas/refresh/report.ts';
import { remembering } from '../support/remembering.ts';

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

    expect(lines.filter(([, message]) => message !== 'trouble')).toEqual([
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

  test('names the first hundred principals in trouble one by one, so that the worst can be ranked', () => {
    const { journal, lines } = remembering();
    const tally = new Tally();
    for (let n = 1; n <= 1_000; n += 1) tally.note('greenhouse', 'timeout', `sensor-${n}`);

    report(journal, { ran: true, tally, durationMs: 20, oldestOverdueMs: 0 });

    const trouble = lines.filter(([, message]) => message === 'trouble');
    expect(trouble).toHaveLength(100);
    expect(trouble[0]).toEqual([
      'warn',
      'trouble',
      { principalId: 'sensor-1', app: 'greenhouse', code: 'timeout' },
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
