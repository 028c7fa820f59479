import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LogQueryError } from '../../../local/cloudwatch/log-query/error.ts';
import { parseLogQuery } from '../../../local/cloudwatch/log-query/parse.ts';
import { runLogQuery } from '../../../local/cloudwatch/log-query/run.ts';
import { LogStore } from '../../../local/cloudwatch/log-store.ts';
import { NOON } from './a-cloud-watch.ts';

const LINES: readonly (object | string)[] = [
  { level: 'INFO', message: 'tick', durationMs: 30, due: 3 },
  { level: 'WARN', message: 'noted', app: 'homes', code: 'E 1', count: 2, ids: ['home-1', 'home-2'] },
  { level: 'WARN', message: 'noted', app: 'homes', code: 'E 2', count: 5, ids: ['home-3'] },
  { level: 'WARN', message: 'noted', app: 'shops', code: 'E 1', count: 10, detail: { at: { host: 'h' } } },
  { level: 'ERROR', message: 'tick failed', error: { name: 'TimeoutError' } },
  'a line without JSON: "noted"',
];

/** A second apart, the last one at noon; newest first. */
const events = LINES.map((line, index) => ({
  at: NOON - (LINES.length - 1 - index) * 1_000,
  message: typeof line === 'string' ? line : JSON.stringify(line),
  group: 'tick',
})).toReversed();

const run = (query: string) => runLogQuery(parseLogQuery(query).commands, events);
const rows = (query: string) => run(query).rows;
/** How many lines a filter leaves. */
const count = (filter: string) => Number(rows(`filter ${filter} | stats count(*)`)[0]?.[0]);

describe('a query', () => {
  test('shows time and line, newest first, where it names no fields', () => {
    const { columns, rows: found } = run('limit 1');

    expect(columns).toEqual(['@timestamp', '@message']);
    expect(found).toEqual([['2026-11-22 12:00:00.000', 'a line without JSON: "noted"']]);
  });

  test('shows fields, those in lists and objects too, and nothing for those that are not there', () => {
    const { columns, rows: found } = run(
      'fields app, count as n, ids.0, ids.1, detail.at.host, ids | filter message = "noted" | sort n asc',
    );

    expect(columns).toEqual(['app', 'n', 'ids.0', 'ids.1', 'detail.at.host', 'ids']);
    expect(found).toEqual([
      ['homes', '2', 'home-1', 'home-2', '', ''],
      ['homes', '5', 'home-3', '', '', ''],
      ['shops', '10', '', '', 'h', ''],
    ]);
  });

  test('display shows its own columns alone', () => {
    expect(run('fields app, code | display code').columns).toEqual(['code']);
  });

  test('takes commands in lines of their own, in any case, with remarks', () => {
    const query = 'FIELDS app # which\n| Filter code = "E 2" and `count` > 1\n| limit 5';

    expect(rows(query)).toEqual([['homes']]);
  });

  test('names the groups that it looks at', () => {
    expect(parseLogQuery("SOURCE 'a' | SOURCE 'b/c' | fields @message").sources).toEqual(['a', 'b/c']);
  });
});

describe('a filter', () => {
  test.each<[string, number]>([
    ['message = "tick"', 1],
    ["message != 'noted'", 3],
    ['count > 2', 2],
    ['count < 10', 2],
    ['count >= 2 and count <= 5', 2],
    ['durationMs = 30', 1],
    ['error.name = "TimeoutError"', 1],
    ['message like /tick/', 2],
    ['message like /^tick$/', 1],
    ['@message like "noted"', 4],
    ['message not like /tick/', 4],
    ['message in ["tick", "tick failed"]', 2],
    ['count in [2, 10]', 2],
    ['code not in ["E 1"]', 4],
    ['ispresent(app)', 3],
    ['not ispresent(app)', 3],
    ['level = "ERROR" or app = "homes" and code = "E 2"', 2],
    ['(level = "ERROR" or app = "homes") and code = "E 2"', 1],
    ['not (level = "WARN" or level = "INFO")', 2],
    ['ids.0 = "home-3"', 1],
    ['toString = "x"', 0],
  ])('%s leaves %d lines', (filter, expected) => {
    expect(count(filter)).toBe(expected);
  });
});

describe('stats', () => {
  test('counts and adds up by fields, in the order of the lines', () => {
    const { columns, rows: found } = run(
      'filter message = "noted" | stats count(*) as lines, sum(count) as all, max(count), min(count), avg(count) by app',
    );

    expect(columns).toEqual(['app', 'lines', 'all', 'max(count)', 'min(count)', 'avg(count)']);
    expect(found).toEqual([
      ['shops', '1', '10', '10', '10', '10'],
      ['homes', '2', '7', '5', '2', '3.5'],
    ]);
  });

  test('can be sorted by what was worked out', () => {
    const query = 'filter message = "noted" | stats sum(count) as n by app, code | sort n desc | limit 2';

    expect(rows(query)).toEqual([
      ['shops', 'E 1', '10'],
      ['homes', 'E 2', '5'],
    ]);
  });

  test('of nothing is one row with a count of 0, or no row by field', () => {
    expect(rows('filter app = "none" | stats count(*), sum(count)')).toEqual([['0', '']]);
    expect(rows('filter app = "none" | stats count(*) by app')).toEqual([]);
  });

  test('counts the lines that have a field', () => {
    expect(rows('stats count(app), count()')).toEqual([['3', '6']]);
  });
});

test('what is not there comes last, whichever way it is sorted', () => {
  const sorted = (direction: string) =>
    rows(`fields count | sort count ${direction}, @timestamp desc`).flat();

  expect(sorted('asc')).toEqual(['2', '5', '10', '', '', '']);
  expect(sorted('desc')).toEqual(['10', '5', '2', '', '', '']);
});

describe('what is not known', () => {
  test.each<[string, string]>([
    [
      'parse @message "*" as x',
      'the command parse is not known here: fields, display, filter, stats, sort, limit',
    ],
    ['toString x', 'the command toString is not known here'],
    ['stats pct(count, 90)', 'the function pct is not known here'],
    ['stats count(*) by bin(5m)', "'5m)' is not understood"],
    ['filter count', 'one of = != < <= > >= like in is needed where the end stands'],
    ['filter count = other', "a text or a number is needed where 'other' stands"],
    ['filter message like 3', "'like' needs a text or a /pattern/"],
    ['filter message like /(/', 'the pattern /(/ is not understood'],
    ['limit many', "'limit' needs a whole number, not 'many'"],
    ['fields a + b', "'+ b' is not understood"],
    ['fields a b', "'|' or the end is needed where 'b' stands"],
    [`filter ${'('.repeat(200)}`, 'brackets more than 100 deep'],
    ['', 'a command is needed where the end stands'],
  ])('is named: %s', (query, problem) => {
    expect(() => parseLogQuery(query)).toThrow(LogQueryError);
    expect(() => parseLogQuery(query)).toThrow(problem);
  });

  test('throws nothing but its own error, whatever it is given, and ends', () => {
    const parts = [
      'fields ',
      'filter ',
      'stats ',
      'sort ',
      'limit ',
      'display ',
      'count(*)',
      ' by ',
      'app',
      '@message',
      ' = ',
      ' like ',
      '/x/',
      '"x"',
      "'",
      '`',
      '|',
      ',',
      '(',
      ')',
      '[',
      ']',
      ' in ',
      ' not ',
      ' and ',
      ' or ',
      '3',
      '-1',
      '#',
      '\n',
    ];
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(fc.constantFrom(...parts)).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (query) => {
        try {
          run(query);
        } catch (error) {
          expect(error).toBeInstanceOf(LogQueryError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the store of logs', () => {
  test('has the lines of the groups that are asked for, since a time, newest first', () => {
    const store = new LogStore();
    for (const [at, group] of [
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
      [4, 'c'],
    ] as const)
      store.put({ at, group, message: `${group}${at}` });

    expect(store.since(2, ['a', 'b', 'nobody']).map(({ message }) => message)).toEqual(['a3', 'b2']);
  });

  test('keeps the newest lines of each group only', () => {
    const store = new LogStore();
    for (let at = 1; at <= 5_000; at += 1) store.put({ at, group: at % 2 ? 'a' : 'b', message: 'line' });

    expect(store.size).toBe(4_000);
    expect(store.since(0, ['a'])[0]?.at).toBe(4_999);
  });

  test('does not keep what is longer than all of it may be', () => {
    const store = new LogStore();
    const long = 'x'.repeat(1_500_000);
    for (let at = 1; at <= 10; at += 1) store.put({ at, group: 'a', message: long });
    store.put({ at: 11, group: 'b', message: 'x'.repeat(5_000_000) });

    expect(store.since(0, ['a', 'b']).map(({ at }) => at)).toEqual([10, 9]);
  });
});
