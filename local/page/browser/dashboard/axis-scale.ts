import type { Unit } from '../words/units.ts';

export interface Scale {
  readonly min: number;
  readonly max: number;
  /** From one line of the grid to the next. */
  readonly interval: number;
}

/** Steps of a clock, in seconds: nobody reads 16 min 40 s at a line of a grid. */
const CLOCK = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
  432_000, 864_000, 2_592_000, 8_640_000,
];
const DECIMAL = [1, 2, 5, 10];
const LINES = 4;

/** The smallest good step that is `least` or more. */
const stepFor = (least: number, unit: Unit): number => {
  const onClock = unit === 'seconds' ? CLOCK.find((step) => step >= least) : undefined;
  if (onClock !== undefined && least >= 1) return onClock;
  const magnitude = 10 ** Math.floor(Math.log10(least));
  const step = (DECIMAL.find((factor) => factor * magnitude >= least * (1 - 1e-9)) ?? 10) * magnitude;
  // Half a principal is nobody.
  return unit === 'count' || unit === 'days' ? Math.max(1, Math.round(step)) : step;
};

/** Pure: an axis on which all values lie, from 0 where none is negative, in about four good steps. */
export const scaleOf = (
  values: readonly number[],
  unit: Unit,
  fixed: { readonly min?: number | undefined; readonly max?: number | undefined } = {},
): Scale => {
  const low = fixed.min ?? Math.min(0, ...values);
  const high = fixed.max ?? Math.max(low === 0 && values.every((value) => value <= 0) ? 1 : low, ...values);
  const interval = stepFor(Math.max((high - low) / LINES, Number.MIN_VALUE * 1e300, 1e-9), unit);
  return {
    min: fixed.min ?? Math.floor(low / interval) * interval,
    max: fixed.max ?? Math.max(Math.ceil(high / interval - 1e-9), Math.floor(low / interval) + 1) * interval,
    interval,
  };
};
