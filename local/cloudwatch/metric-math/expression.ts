import type { Statistic } from '../metrics/statistics.ts';
import type { SearchQuery } from './search-query.ts';

export type Operator = '+' | '-' | '*' | '/';

/** A metric math expression, read. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  /** Another line of the graph, or metric of the alarm, by its id. */
  | { readonly kind: 'line'; readonly id: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negative'; readonly of: Expression }
  | {
      readonly kind: 'arithmetic';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'search';
      readonly query: SearchQuery;
      readonly statistic: Statistic;
      /** Minutes; absent: the graph's. */
      readonly period?: number;
    }
  /** `with`: what stands for a missing value; `repeat` takes the last one before. */
  | { readonly kind: 'fill'; readonly of: Expression; readonly with: number | 'repeat' }
  | { readonly kind: 'sum'; readonly of: Expression }
  /** Seconds, as the template says them. */
  | { readonly kind: 'period'; readonly id: string }
  /** All lines of the graph that are metrics. */
  | { readonly kind: 'metrics' };

/** Every expression in it, itself first. */
export const partsOf = (expression: Expression): Expression[] => [
  expression,
  ...within(expression).flatMap(partsOf),
];

const within = (expression: Expression): readonly Expression[] => {
  switch (expression.kind) {
    case 'list':
      return expression.items;
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'negative':
    case 'fill':
    case 'sum':
      return [expression.of];
    default:
      return [];
  }
};
