import { describe, expect, test } from '@jest/globals';
import { clockText, momentText } from '../../../local/page/browser/words/clock.ts';
import { commonPart } from '../../../local/page/browser/words/short-names.ts';
import { agoText, spanText, unbroken } from '../../../local/page/browser/words/spans.ts';
import { quantityText, unitIn } from '../../../local/page/browser/words/units.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('a span', () => {
  test.each([
    [0, '0 s'],
    [999, '0 s'],
    [42 * SECOND, '42 s'],
    [252 * SECOND, '4 min 12 s'],
    [4 * MINUTE, '4 min'],
    [HOUR + 59 * SECOND, '1 h'],
    [26 * HOUR, '1 d 2 h'],
    [-90 * SECOND, '-1 min 30 s'],
  ])('of %d ms is %s', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });

  test('keeps its numbers with their units where a line ends', () => {
    expect(unbroken('late 2 min 3 s')).toBe('late 2\u00a0min 3\u00a0s');
  });

  test('that is over within a second is just now', () => {
    expect([agoText(400), agoText(61_000)]).toEqual(['just now', '1 min 1 s ago']);
  });
});

describe('a unit', () => {
  test.each([
    ['seconds', 'seconds'],
    ['First token ends in (seconds)', 'seconds'],
    ['milliseconds', 'milliseconds'],
    ['Latency of publishing: one secret (ms)', 'milliseconds'],
    ['$ a month', 'dollars'],
    ['writes a second', 'count'],
    ['GB-seconds an hour', 'count'],
    ['days', 'days'],
    ['Errors (%)', 'percent'],
    ['principals', 'count'],
  ])('in "%s" is %s', (text, unit) => {
    expect(unitIn(text)).toBe(unit);
  });

  test('is that of the first text that names one', () => {
    expect(unitIn(undefined, 'shortest', 'in seconds', 'in ms')).toBe('seconds');
  });
});

describe('a quantity', () => {
  test.each([
    [252, 'seconds', '4 min 12 s'],
    [12.34, 'seconds', '12.3 s'],
    [-30, 'seconds', '-30 s'],
    [-3_700, 'seconds', '-1 h 1 min'],
    [85.234, 'milliseconds', '85.2 ms'],
    [12_345, 'milliseconds', '12.3 s'],
    [4_481.6, 'dollars', '$4,481.60'],
    [11_204, 'count', '11,204'],
    [0.0333, 'count', '0.0333'],
    [1, 'days', '1 day'],
    [12.5, 'percent', '12.5 %'],
  ] as const)('of %d in %s is %s', (value, unit, text) => {
    expect(quantityText(value, unit)).toBe(text);
  });
});

describe('a moment', () => {
  test('is the time on the wall, with the day where that is another', () => {
    const now = new Date(2026, 10, 22, 12, 3, 11).getTime();
    const before = new Date(2026, 10, 21, 23, 59, 5).getTime();

    expect(clockText(now)).toBe('12:03:11');
    expect([momentText(now, now), momentText(before, now)]).toEqual(['12:03:11', '21 Nov 23:59:05']);
  });
});

describe('what names have in common', () => {
  test.each([
    [['fleet: a fails', 'fleet: a is late'], 'fleet: '],
    [['fleet/local/one', 'fleet/local/other'], 'fleet/local/'],
    [['heartbeat', 'heart attack'], ''],
    [['fleet: only one'], ''],
    [[], ''],
  ])('of %j is "%s"', (names, common) => {
    expect(commonPart(names)).toBe(common);
  });
});
