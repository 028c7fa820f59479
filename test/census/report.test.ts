import { describe, expect, test } from '@jest/globals';
import { report } from '../../lambdas/census/report.ts';
import { NOTHING_COUNTED } from '../../lambdas/core/census.ts';
import { Tally } from '../../lambdas/core/tally.ts';
import { remembering } from '../support/remembering.ts';

const COUNTS = { ...NOTHING_COUNTED, principals: { active: 1_000, paused: 1, halted: 2 }, adopted: 1_000 };

describe('the report of a census', () => {
  test('says what was changed and what was left, a line for each app and code, and then the counts', () => {
    const { journal, lines } = remembering();
    const [mended, found] = [new Tally(), new Tally()];
    for (let n = 1; n <= 1_000; n += 1) mended.note('greenhouse', 'outside-its-queue', `sensor-${n}`);
    found.note('(none)', 'secret-without-a-row', 'refresh-scheduler/tokens/oauth2/gone');

    const { causes: _, ...shown } = COUNTS;

    report(journal, { done: true, counts: { ...COUNTS, leastToExpiry: 90_500 }, mended, found });

    expect(lines).toEqual([
      [
        'warn',
        'census mended',
        {
          app: 'greenhouse',
          code: 'outside-its-queue',
          count: 1_000,
          ids: ['sensor-1', 'sensor-2', 'sensor-3', 'sensor-4', 'sensor-5'],
        },
      ],
      [
        'warn',
        'census found',
        {
          app: '(none)',
          code: 'secret-without-a-row',
          count: 1,
          ids: ['refresh-scheduler/tokens/oauth2/gone'],
        },
      ],
      ['info', 'census', { ...shown, min_seconds_to_expiry: 90 }],
    ]);
  });

  test('of one that ran out of time does not look like a whole one', () => {
    const { journal, lines } = remembering();

    report(journal, { done: false, counts: COUNTS, mended: new Tally(), found: new Tally() });

    expect(lines.map(([, message]) => message)).toEqual(['census goes on later']);
  });
});
