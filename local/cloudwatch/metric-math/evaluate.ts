import type { Metric } from '../metrics/metric.ts';
import type { Statistic } from '../metrics/statistics.ts';
import { add, arithmetic, filled, type TimeSeries, type Value } from './arithmetic.ts';
import { ExpressionError } from './error.ts';
import type { Expression } from './expression.ts';
import { distinction, matches, type SearchQuery } from './search-query.ts';

/** What an expression can refer to. */
export interface Scope {
  /** Periods in the range. */
  readonly count: number;
  /** @throws {ExpressionError} where there is none, or it needs itself */
  line(id: string): Value;
  /** Seconds. @throws {ExpressionError} */
  periodOf(id: string): number;
  /** Of all lines that are metrics. */
  metrics(): TimeSeries[];
  knownMetrics(): Metric[];
  read(metric: Metric, statistic: Statistic): TimeSeries['points'];
}

/** @throws {ExpressionError} */
export const evaluate = (expression: Expression, scope: Scope): Value => {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'text':
      throw new ExpressionError(`'${expression.text}' is a text where a value is needed`);
    case 'line':
      return scope.line(expression.id);
    case 'list':
      return expression.items.flatMap((item) => seriesIn(evaluate(item, scope), scope.count));
    case 'negative':
      return arithmetic('*', -1, evaluate(expression.of, scope));
    case 'arithmetic':
      return arithmetic(
        expression.operator,
        evaluate(expression.left, scope),
        evaluate(expression.right, scope),
      );
    case 'search':
      return found(expression.query, expression.statistic, scope);
    case 'fill':
      return filled(evaluate(expression.of, scope), expression.with);
    case 'sum':
      return add(seriesIn(evaluate(expression.of, scope), scope.count), scope.count);
    case 'period':
      return scope.periodOf(expression.id);
    case 'metrics':
      return scope.metrics();
  }
};

/** A number is the same in every period. */
export const seriesIn = (value: Value, count: number): readonly TimeSeries[] => {
  if (typeof value === 'number')
    return [
      {
        name: String(value),
        points: new Array<number | null>(count).fill(Number.isFinite(value) ? value : null),
      },
    ];
  return Array.isArray(value) ? value : [value as TimeSeries];
};

/** In the order of their names, so that each keeps its place and colour. */
const found = (query: SearchQuery, statistic: Statistic, scope: Scope): TimeSeries[] =>
  scope
    .knownMetrics()
    .filter((metric) => matches(query, metric))
    .map((metric) => ({
      name: distinction(query, metric),
      metric,
      points: scope.read(metric, statistic),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
