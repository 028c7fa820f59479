/** Enough for a percentile, and it keeps the number of different values small. */
const SIGNIFICANT_DIGITS = 3;

/** What is kept of the values in one minute. Percentiles are as exact as three significant digits. */
export class Distribution {
  #count = 0;
  #sum = 0;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  /** How often each value came, rounded. */
  readonly #times = new Map<number, number>();

  static of(...values: readonly number[]): Distribution {
    const made = new Distribution();
    for (const value of values) made.add(value);
    return made;
  }

  add(value: number): void {
    this.#count += 1;
    this.#sum += value;
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
    this.#note(Number(value.toPrecision(SIGNIFICANT_DIGITS)), 1);
  }

  merge(other: Distribution): void {
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#least = Math.min(this.#least, other.#least);
    this.#most = Math.max(this.#most, other.#most);
    for (const [value, times] of other.#times) this.#note(value, times);
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  get least(): number {
    return this.#least;
  }

  get most(): number {
    return this.#most;
  }

  /** The least value that this share of all values does not exceed. @param share over 0, up to 1 */
  percentile(share: number): number {
    let left = Math.ceil(share * this.#count);
    for (const [value, times] of [...this.#times].toSorted(([a], [b]) => a - b)) {
      left -= times;
      if (left <= 0) return Math.min(Math.max(value, this.#least), this.#most);
    }
    return this.#most;
  }

  #note(value: number, times: number): void {
    this.#times.set(value, (this.#times.get(value) ?? 0) + times);
  }
}

/** One number from the values of a period. */
export type Statistic = (values: Distribution) => number;

const STATISTICS: Readonly<Record<string, Statistic>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ least }) => least,
  Maximum: ({ most }) => most,
  SampleCount: ({ count }) => count,
};

export class StatisticError extends Error {
  readonly code = 'statistic-not-known';

  constructor(name: string) {
    super(`the statistic ${name} is not known here: ${Object.keys(STATISTICS).join(', ')}, or pNN`);
    this.name = 'StatisticError';
  }
}

/** @throws {StatisticError} */
export const statisticOf = (name: string): Statistic => {
  if (Object.hasOwn(STATISTICS, name)) return STATISTICS[name] as Statistic;
  const [, percent] = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name) ?? [];
  if (percent === undefined || Number(percent) === 0) throw new StatisticError(name);
  const share = Number(percent) / 100;
  return (values) => values.percentile(share);
};
