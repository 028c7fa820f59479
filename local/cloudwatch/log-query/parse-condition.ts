import {
  all,
  any,
  COMPARISONS,
  type Condition,
  compares,
  isIn,
  isLike,
  isPresent,
  not,
} from './condition.ts';
import { LogQueryError } from './error.ts';
import type { Scalar } from './fields.ts';
import type { Reader } from './reader.ts';

/** Deeper than anybody writes by hand. */
const DEEPEST = 100;

/** Of `or`, `and` and `not`, the later binds more strongly. @throws {LogQueryError} */
export const parseCondition = (reader: Reader, depth = 0): Condition => {
  if (depth > DEEPEST) throw new LogQueryError(`brackets more than ${DEEPEST} deep`);
  const alternatives = [conjunction(reader, depth)];
  while (reader.takesWord('or')) alternatives.push(conjunction(reader, depth));
  return any(alternatives);
};

const conjunction = (reader: Reader, depth: number): Condition => {
  const conditions = [single(reader, depth)];
  while (reader.takesWord('and')) conditions.push(single(reader, depth));
  return all(conditions);
};

const single = (reader: Reader, depth: number): Condition => {
  if (depth > DEEPEST) throw new LogQueryError(`'not' more than ${DEEPEST} times`);
  if (reader.takesWord('not')) return not(single(reader, depth + 1));
  if (reader.takesSign('(')) {
    const inner = parseCondition(reader, depth + 1);
    reader.expectSign(')');
    return inner;
  }
  if (reader.takesWord('ispresent')) {
    reader.expectSign('(');
    const field = reader.name('a field');
    reader.expectSign(')');
    return isPresent(field);
  }
  return comparison(reader, reader.name('a field'));
};

const comparison = (reader: Reader, field: string): Condition => {
  if (reader.takesWord('not')) return not(membership(reader, field) ?? refuse(reader));
  const belongs = membership(reader, field);
  if (belongs) return belongs;
  const { token } = reader;
  if (token.kind !== 'sign' || !Object.hasOwn(COMPARISONS, token.text)) return refuse(reader);
  reader.take();
  return compares(field, token.text, value(reader));
};

/** `like` and `in`. */
const membership = (reader: Reader, field: string): Condition | undefined => {
  if (reader.takesWord('like')) {
    const wanted = reader.take();
    if (wanted.kind === 'pattern') return isLike(field, wanted.pattern);
    if (wanted.kind === 'text') return isLike(field, wanted.text);
    throw new LogQueryError(`'like' needs a text or a /pattern/, not '${wanted.text}'`);
  }
  if (!reader.takesWord('in')) return undefined;
  reader.expectSign('[');
  const values = reader.list(() => value(reader));
  reader.expectSign(']');
  return isIn(field, values);
};

const value = (reader: Reader): Scalar => {
  const token = reader.take();
  if (token.kind === 'number') return token.value;
  if (token.kind === 'text') return token.text;
  throw new LogQueryError(`a text or a number is needed where '${token.text}' stands`);
};

const refuse = (reader: Reader): never => {
  throw reader.unexpected(`one of ${Object.keys(COMPARISONS).join(' ')} like in`);
};
