import type { Condition } from './condition.ts';

/** A command of a query, read. */
export type Command =
  /** `fields` and `display`: what the columns are. `display` replaces those named before. */
  | {
      readonly kind: 'fields' | 'display';
      readonly columns: readonly { readonly field: string; readonly as: string }[];
    }
  | { readonly kind: 'filter'; readonly condition: Condition }
  | { readonly kind: 'stats'; readonly aggregates: readonly Aggregate[]; readonly by: readonly string[] }
  | {
      readonly kind: 'sort';
      readonly keys: readonly { readonly field: string; readonly descending: boolean }[];
    }
  | { readonly kind: 'limit'; readonly count: number };

export const AGGREGATIONS = ['count', 'sum', 'max', 'min', 'avg'] as const;

export interface Aggregate {
  readonly aggregation: (typeof AGGREGATIONS)[number];
  /** Absent: of all, `count(*)`. */
  readonly field?: string;
  readonly as: string;
}

export interface LogQuery {
  /** Log groups that the query itself names by SOURCE. */
  readonly sources: readonly string[];
  readonly commands: readonly Command[];
}
