import type { Metric } from '../metrics/metric.ts';
import { ExpressionError } from './error.ts';
import type { Operator } from './expression.ts';

/** A value a period, oldest first; null where there is none. */
export interface TimeSeries {
  /** For a legend, where nothing else is said. */
  readonly name: string;
  /** Absent where it was worked out from several. */
  readonly metric?: Metric;
  readonly points: readonly (number | null)[];
}

/** What an expression comes to. */
export type Value = number | TimeSeries | readonly TimeSeries[];

const OPERATIONS: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

const isList = (value: Value): value is readonly TimeSeries[] => Array.isArray(value);

/**
 * Period by period; a list with something else goes series by series. Where a side has no value, or the result is no
 * finite number, there is none.
 *
 * @throws {ExpressionError} for two lists: which belongs to which is not said
 */
export const arithmetic = (operator: Operator, left: Value, right: Value): Value => {
  const operate = OPERATIONS[operator];
  if (isList(left)) {
    if (isList(right)) throw new ExpressionError(`two lists cannot be joined by ${operator}`);
    return left.map((series) => arithmetic(operator, series, right) as TimeSeries);
  }
  if (isList(right)) return right.map((series) => arithmetic(operator, left, series) as TimeSeries);
  if (typeof left === 'number')
    return typeof right === 'number'
      ? operate(left, right)
      : { ...right, points: right.points.map((value) => joined(operate, left, value)) };
  return {
    ...left,
    points: left.points.map((value, index) =>
      joined(operate, value, typeof right === 'number' ? right : right.points[index]),
    ),
  };
};

const joined = (
  operate: (left: number, right: number) => number,
  left: number | null | undefined,
  right: number | null | undefined,
): number | null => {
  const result = typeof left === 'number' && typeof right === 'number' ? operate(left, right) : null;
  return Number.isFinite(result) ? result : null;
};

/** A missing value counts as nothing; where all are missing, the sum is, too. */
export const add = (list: readonly TimeSeries[], count: number): TimeSeries => ({
  name: 'SUM',
  points: Array.from({ length: count }, (_, index) => {
    const there = list.map(({ points }) => points[index] ?? null).filter((value) => value !== null);
    return there.length === 0 ? null : there.reduce((sum, value) => sum + value, 0);
  }),
});

export const filled = (value: Value, filler: number | 'repeat'): Value => {
  if (typeof value === 'number') return value;
  return isList(value) ? value.map((series) => filledSeries(series, filler)) : filledSeries(value, filler);
};

const filledSeries = (series: TimeSeries, filler: number | 'repeat'): TimeSeries => {
  let last: number | null = null;
  const points = series.points.map((value) => {
    last = value ?? (filler === 'repeat' ? last : filler);
    return last;
  });
  return { ...series, points };
};
