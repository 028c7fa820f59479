import { describe, expect, test } from '@jest/globals';
import { readSpan, spanText } from '../../../local/live/time-span.ts';

describe('a span as text', () => {
  test.each([
    [-5, '0s'],
    [999, '0s'],
    [42_000, '42s'],
    [60_000, '1m00s'],
    [187_999, '3m07s'],
    [4_320_000, '1h12m'],
    [171_000_000, '47h30m'],
    [12 * 86_400_000, '12d'],
  ])('of %i ms is %s', (ms, expected) => {
    expect(spanText(ms)).toBe(expected);
    expect(spanText(ms).length).toBeLessThanOrEqual(6);
  });
});

describe('a span as an argument', () => {
  test.each([
    ['90s', 90_000],
    ['3m', 180_000],
    ['1h30m', 5_400_000],
    ['5d', 432_000_000],
  ])('%s is read', (text, ms) => {
    expect(readSpan(text)).toBe(ms);
  });

  test.each(['', '3', '3 m', 'm', '0s', '-3m', '3w', '400d', '99999999999s'])('"%s" is refused', (text) => {
    expect(readSpan(text)).toBeUndefined();
  });
});
