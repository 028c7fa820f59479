/** Periods in a row, in the fleet's minutes. */
export interface Windows {
  /** The minute in which the first one begins. */
  readonly first: number;
  /** Minutes each. */
  readonly period: number;
  readonly count: number;
}

/** The periods that reach over a range up to now. They begin at multiples of a period; the last one is not over yet. */
export const windowsUpTo = (minute: number, rangeMinutes: number, period: number): Windows => {
  const last = Math.floor(minute / period) * period;
  const count = Math.ceil(rangeMinutes / period);
  return { first: last - (count - 1) * period, period, count };
};

/** The newest periods that are over, whenever they began. */
export const windowsBefore = (minute: number, count: number, period: number): Windows => ({
  first: minute - count * period,
  period,
  count,
});

export const startsOf = ({ first, period, count }: Windows): number[] =>
  Array.from({ length: count }, (_, index) => first + index * period);

/** CloudWatch's own limit: a day. */
const LONGEST_PERIOD = 86_400;

/**
 * A period of the template, which has to be whole minutes here: the store knows nothing finer.
 *
 * @throws {PeriodError}
 */
export const minutesOf = (seconds: number): number => {
  const isKnown = Number.isInteger(seconds / 60) && seconds >= 60 && seconds <= LONGEST_PERIOD;
  if (!isKnown) throw new PeriodError(seconds);
  return seconds / 60;
};

export class PeriodError extends Error {
  readonly code = 'period-not-known';

  constructor(seconds: number) {
    super(`a period of ${seconds} s is not known here: only whole minutes, up to a day`);
    this.name = 'PeriodError';
  }
}
