import type { Metric } from '../metrics/metric.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import type { Statistic } from '../metrics/statistics.ts';
import type { Windows } from '../metrics/windows.ts';
import type { TimeSeries, Value } from './arithmetic.ts';
import { ExpressionError } from './error.ts';
import { evaluate, type Scope, seriesIn } from './evaluate.ts';
import { type Expression, partsOf } from './expression.ts';

/** A metric with its statistic, or an expression over others, as graphs and alarms have them. */
export interface Line {
  /** By which expressions refer to it. */
  readonly id?: string;
  readonly source:
    | { readonly kind: 'metric'; readonly metric: Metric; readonly statistic: Statistic }
    | { readonly kind: 'expression'; readonly expression: Expression };
  /** Minutes, where the line says so. */
  readonly period?: number;
}

/** The lines of one graph or alarm: together, since expressions refer to others. */
export class Lines {
  readonly #lines: readonly Line[];
  readonly #store: MetricStore;
  readonly #period: number;

  /** @param period minutes, for lines that do not say */
  constructor(lines: readonly Line[], store: MetricStore, period: number) {
    this.#lines = lines;
    this.#store = store;
    this.#period = period;
  }

  /**
   * Minutes. An expression takes the longest period of what it is made of.
   *
   * @throws {ExpressionError} where it refers to what is not there, or to itself
   */
  periodOf(line: Line, waiting: readonly Line[] = []): number {
    if (line.source.kind === 'metric') return line.period ?? this.#period;
    const periods = partsOf(line.source.expression).flatMap((part) => {
      if (part.kind === 'search') return part.period ?? [];
      if (part.kind === 'line') return this.#named(part.id, line, waiting, this.periodOf.bind(this));
      return [];
    });
    return periods.length > 0 ? Math.max(...periods) : (line.period ?? this.#period);
  }

  /**
   * The values in these periods: none, one or many series.
   *
   * @throws {ExpressionError}
   */
  read(line: Line, windows: Windows): readonly TimeSeries[] {
    return seriesIn(this.#valueOf(line, windows, []), windows.count);
  }

  #valueOf(line: Line, windows: Windows, waiting: readonly Line[]): Value {
    const points = (metric: Metric, statistic: Statistic) =>
      this.#store
        .read(metric, windows)
        .map((distribution) => (distribution === undefined ? null : statistic(distribution)));
    const { source } = line;
    if (source.kind === 'metric') {
      const { metric, statistic } = source;
      return { name: metric.name, metric, points: points(metric, statistic) };
    }
    const scope: Scope = {
      count: windows.count,
      line: (id) => this.#named(id, line, waiting, (other, others) => this.#valueOf(other, windows, others)),
      periodOf: (id) => this.#named(id, line, waiting, this.periodOf.bind(this)) * 60,
      metrics: () =>
        this.#lines
          .filter((other) => other.source.kind === 'metric')
          .flatMap((other) => seriesIn(this.#valueOf(other, windows, []), windows.count)),
      knownMetrics: () => this.#store.metrics(),
      read: points,
    };
    return evaluate(source.expression, scope);
  }

  /** @param waiting the lines that need this one */
  #named<T>(
    id: string,
    from: Line,
    waiting: readonly Line[],
    read: (line: Line, waiting: readonly Line[]) => T,
  ): T {
    const line = this.#lines.find((other) => other.id === id);
    if (!line) throw new ExpressionError(`there is no line with the id ${id}`);
    const now = [...waiting, from];
    if (now.includes(line)) throw new ExpressionError(`the line ${id} needs itself`);
    return read(line, now);
  }
}
