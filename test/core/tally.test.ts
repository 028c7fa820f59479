import { describe, expect, test } from '@jest/globals';
import { Tally } from '../../lambdas/core/tally.ts';

describe('the tally of a run', () => {
  test('adds up by provider and in all', () => {
    const tally = new Tally();

    tally.count('due', 'north');
    tally.count('due', 'north', 2);
    tally.count('due', 'south');
    tally.count('refreshed', 'south');

    expect(tally.of('due')).toBe(4);
    expect(tally.of('refused')).toBe(0);
    expect(tally.totals()).toEqual({ due: 4, refreshed: 1 });
    expect(tally.byProvider().get('north')).toEqual(new Map([['due', 3]]));
    expect(tally.byProvider().get('south')).toEqual(
      new Map([
        ['due', 1],
        ['refreshed', 1],
      ]),
    );
  });

  test('groups those that fared alike, by app and code', () => {
    const tally = new Tally();

    tally.note('greenhouse', 'timeout', 'a');
    tally.note('greenhouse', 'timeout', 'b');
    tally.note('greenhouse', 'invalid_grant', 'c');
    tally.note('warehouse', 'timeout', 'd');

    expect(tally.groups()).toEqual([
      { app: 'greenhouse', code: 'timeout', count: 2, ids: ['a', 'b'] },
      { app: 'greenhouse', code: 'invalid_grant', count: 1, ids: ['c'] },
      { app: 'warehouse', code: 'timeout', count: 1, ids: ['d'] },
    ]);
  });

  test('tells the same code apart where replies with it were judged differently', () => {
    const tally = new Tally();

    tally.note('greenhouse', 'http-400', 'a', 'retry');
    tally.note('greenhouse', 'http-400', 'b', 'reauthorize');

    expect(tally.groups()).toEqual([
      { app: 'greenhouse', code: 'http-400', verdict: 'retry', count: 1, ids: ['a'] },
      { app: 'greenhouse', code: 'http-400', verdict: 'reauthorize', count: 1, ids: ['b'] },
    ]);
  });

  test('names the first five of a group and counts them all', () => {
    const tally = new Tally();

    for (let n = 1; n <= 1_000; n += 1) tally.note('greenhouse', 'timeout', `sensor-${n}`);

    expect(tally.groups()).toEqual([
      {
        app: 'greenhouse',
        code: 'timeout',
        count: 1_000,
        ids: ['sensor-1', 'sensor-2', 'sensor-3', 'sensor-4', 'sensor-5'],
      },
    ]);
  });
});
