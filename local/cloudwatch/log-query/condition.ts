import type { Row, Scalar } from './fields.ts';

/** What a filter asks of a line. */
export type Condition = (row: Row) => boolean;

const numberIn = (value: Scalar): number | undefined => {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return typeof value === 'boolean' || Number.isNaN(number) ? undefined : number;
};

/** Numbers by size, if both are some; else texts by their letters. */
export const order = (a: Scalar, b: Scalar): number => {
  const [left, right] = [numberIn(a), numberIn(b)];
  if (left !== undefined && right !== undefined) return left - right;
  const [leftText, rightText] = [String(a), String(b)];
  return leftText === rightText ? 0 : leftText < rightText ? -1 : 1;
};

/** How a field compares with a value that is there. */
export const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** A field that is not there equals nothing, and so differs from everything. */
export const compares = (field: string, operator: string, wanted: Scalar): Condition => {
  const holds = COMPARISONS[operator] as (order: number) => boolean;
  return (row) => {
    const value = row(field);
    return value === undefined ? operator === '!=' : holds(order(value, wanted));
  };
};

/** The pattern, or the text, is somewhere in the field. */
export const isLike =
  (field: string, wanted: RegExp | string): Condition =>
  (row) => {
    const value = row(field);
    if (value === undefined) return false;
    return typeof wanted === 'string' ? String(value).includes(wanted) : wanted.test(String(value));
  };

export const isIn =
  (field: string, wanted: readonly Scalar[]): Condition =>
  (row) => {
    const value = row(field);
    return value !== undefined && wanted.some((one) => order(value, one) === 0);
  };

export const isPresent =
  (field: string): Condition =>
  (row) =>
    row(field) !== undefined;

export const not =
  (condition: Condition): Condition =>
  (row) =>
    !condition(row);

export const all =
  (conditions: readonly Condition[]): Condition =>
  (row) =>
    conditions.every((condition) => condition(row));

export const any =
  (conditions: readonly Condition[]): Condition =>
  (row) =>
    conditions.some((condition) => condition(row));
