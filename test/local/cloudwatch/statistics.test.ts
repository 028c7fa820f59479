import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Distribution, StatisticError, statisticOf } from '../../../local/cloudwatch/metrics/statistics.ts';

const of = (name: string, ...values: number[]): number => statisticOf(name)(Distribution.of(...values));

describe('a statistic', () => {
  test.each<[string, number]>([
    ['Sum', 10],
    ['Average', 2.5],
    ['Minimum', 1],
    ['Maximum', 4],
    ['SampleCount', 4],
    ['p50', 2],
    ['p75', 3],
    ['p99', 4],
    ['p99.9', 4],
    ['p100', 4],
  ])('%s of 4, 1, 3 and 2 is %d', (name, expected) => {
    expect(of(name, 4, 1, 3, 2)).toBe(expected);
  });

  test('of values that were put together is that of all of them', () => {
    const together = Distribution.of(1, 5);

    together.merge(Distribution.of(5, 9));

    expect(['Sum', 'SampleCount', 'Minimum', 'p75'].map((name) => statisticOf(name)(together))).toEqual([
      20, 4, 1, 5,
    ]);
  });

  test.each(['p0', 'p101', 'tm90', 'sum', 'p', 'toString'])('%s is not known, and named', (name) => {
    expect(() => statisticOf(name)).toThrow(StatisticError);
    expect(() => statisticOf(name)).toThrow(`the statistic ${name} is not known here`);
  });
});

test('a percentile lies between the least and the greatest value, within three digits of one that was there', () => {
  const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
      const sorted = all.toSorted((a, b) => a - b);
      const exact = sorted[Math.ceil((percent / 100) * all.length) - 1] as number;

      const found = of(`p${percent}`, ...all);

      expect(Math.abs(found - exact) / exact).toBeLessThan(0.01);
    }),
  );
});
