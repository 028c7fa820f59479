import type { Row, Scalar } from './fields.ts';
import type { Aggregate, Command } from './query.ts';

/** One row for each set of values of the fields in `by`, in the order of their first line; one in all where there are none. */
export const summarized = (
  rows: readonly Row[],
  { aggregates, by }: Extract<Command, { readonly kind: 'stats' }>,
): Row[] => {
  const groups = new Map<
    string,
    { readonly values: readonly (Scalar | undefined)[]; readonly rows: Row[] }
  >();
  for (const row of rows) {
    const values = by.map((field) => row(field));
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, rows: [] };
    groups.set(key, group);
    group.rows.push(row);
  }
  if (by.length === 0 && groups.size === 0) groups.set('', { values: [], rows: [] });

  return [...groups.values()].map((group) => {
    const fields = new Map<string, Scalar | undefined>([
      ...by.map((field, index) => [field, group.values[index]] as const),
      ...aggregates.map((aggregate) => [aggregate.as, aggregated(aggregate, group.rows)] as const),
    ]);
    return (field) => fields.get(field);
  });
};

const aggregated = ({ aggregation, field }: Aggregate, rows: readonly Row[]): Scalar | undefined => {
  if (field === undefined) return rows.length;
  const values = rows.map((row) => row(field)).filter((value) => value !== undefined);
  if (aggregation === 'count') return values.length;
  const numbers = values.map(Number).filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (aggregation) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / numbers.length;
    case 'max':
      return numbers.reduce((most, value) => Math.max(most, value));
    case 'min':
      return numbers.reduce((least, value) => Math.min(least, value));
  }
};
