import type { AlarmState } from '../views.ts';

export const COMPARISONS = {
  GreaterThanOrEqualToThreshold: {
    words: 'greater than or equal to',
    breaches: (value: number, threshold: number) => value >= threshold,
  },
  GreaterThanThreshold: {
    words: 'greater than',
    breaches: (value: number, threshold: number) => value > threshold,
  },
  LessThanThreshold: {
    words: 'less than',
    breaches: (value: number, threshold: number) => value < threshold,
  },
  LessThanOrEqualToThreshold: {
    words: 'less than or equal to',
    breaches: (value: number, threshold: number) => value <= threshold,
  },
} as const;
export type Comparison = keyof typeof COMPARISONS;

export const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type Treatment = (typeof TREATMENTS)[number];

/** When an alarm goes off: at `datapoints` of `periods` that breach. */
export interface Condition {
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly periods: number;
  readonly datapoints: number;
  readonly missing: Treatment;
}

/** CloudWatch looks a little further back than it judges, so that a late value is not taken for a missing one. */
const PERIODS_BEFORE = 2;

/** How many periods are looked at. */
export const rangeOf = ({ periods }: Condition): number => periods + PERIODS_BEFORE;

/**
 * Judges the values of the last periods, oldest first, null where there is none. Missing values count only as far as there
 * are not enough real ones in the range.
 *
 * @returns 'unchanged' where the state stays, whatever it is
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const judge = (range: readonly (number | null)[], condition: Condition): AlarmState | 'unchanged' => {
  const { comparison, threshold, periods, datapoints, missing } = condition;
  const { breaches } = COMPARISONS[comparison];
  const real = range.filter((value) => value !== null).slice(-periods);
  const breaching = real.filter((value) => breaches(value, threshold)).length;
  const isMissing = periods - real.length;
  if (breaching >= datapoints) return 'ALARM';
  if (isMissing === 0) return 'OK';
  switch (missing) {
    case 'breaching':
      return breaching + isMissing >= datapoints ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return breaching === real.length ? 'unchanged' : 'OK';
    case 'missing':
      if (real.length === 0) return 'INSUFFICIENT_DATA';
      return breaching === real.length && hasBreachedFor(datapoints, range) ? 'ALARM' : 'OK';
  }
};

/**
 * All that is there breaches, and the first of it is old enough: had the missing ones come, and breached, the alarm would
 * have gone off.
 */
const hasBreachedFor = (datapoints: number, range: readonly (number | null)[]): boolean =>
  range.length - range.findIndex((value) => value !== null) >= datapoints;
