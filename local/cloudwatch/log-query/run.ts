import type { LogEvent } from '../log-store.ts';
import { order } from './condition.ts';
import { fieldsOf, type Row, type Scalar } from './fields.ts';
import type { Command } from './query.ts';
import { summarized } from './stats.ts';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a page shows of a query that has no limit itself. */
const MOST_ROWS = 1_000;
/** Where the query names no columns. */
const DEFAULT_COLUMNS: Columns = [
  { field: '@timestamp', as: '@timestamp' },
  { field: '@message', as: '@message' },
];

type Columns = readonly { readonly field: string; readonly as: string }[];

interface State {
  readonly rows: readonly Row[];
  /** Absent: not named yet. */
  readonly columns?: Columns;
}

/** Runs the commands, one after the other, on events, newest first. */
export const runLogQuery = (commands: readonly Command[], events: readonly LogEvent[]): Table => {
  const start: State = { rows: events.map(fieldsOf) };
  const { rows, columns = DEFAULT_COLUMNS } = commands.reduce(step, start);
  return {
    columns: columns.map(({ as }) => as),
    rows: rows.slice(0, MOST_ROWS).map((row) => columns.map(({ field }) => String(row(field) ?? ''))),
  };
};

const step = (state: State, command: Command): State => {
  const { rows, columns = [] } = state;
  switch (command.kind) {
    case 'fields':
      return {
        rows: rows.map(named(command.columns)),
        columns: [...columns, ...command.columns.map(asNamed)],
      };
    case 'display':
      return { rows: rows.map(named(command.columns)), columns: command.columns.map(asNamed) };
    case 'filter':
      return { ...state, rows: rows.filter(command.condition) };
    case 'sort':
      return { ...state, rows: rows.toSorted(by(command.keys)) };
    case 'limit':
      return { ...state, rows: rows.slice(0, command.count) };
    case 'stats':
      return {
        rows: summarized(rows, command),
        columns: [...command.by, ...command.aggregates.map(({ as }) => as)].map((as) => ({ field: as, as })),
      };
  }
};

/** Later commands know a column by its new name, too. */
const named =
  (columns: Columns) =>
  (row: Row): Row =>
  (field) =>
    row(columns.find(({ as }) => as === field)?.field ?? field);

const asNamed = ({ as }: Columns[number]) => ({ field: as, as });

/** What is not there comes last, up or down. */
const by =
  (keys: readonly { readonly field: string; readonly descending: boolean }[]) =>
  (a: Row, b: Row): number => {
    for (const { field, descending } of keys) {
      const result = inOrder(a(field), b(field), descending);
      if (result !== 0) return result;
    }
    return 0;
  };

const inOrder = (a: Scalar | undefined, b: Scalar | undefined, descending: boolean): number => {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return descending ? order(b, a) : order(a, b);
};
