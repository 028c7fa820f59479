import { randomBytes } from 'node:crypto';
import { PRINCIPAL_ID } from '../../lambdas/contract.ts';
import { isObject, isShallow } from '../../lambdas/core/protocols/body.ts';
import { type Repeated, repeatedGrants } from '../../lambdas/core/repeated-grants.ts';
import { repetitionIn } from '../input/sole-grant.ts';
import { WrongInputError } from '../input/wrong-input.ts';
import { type CsvRow, csvReader } from './csv.ts';
import { type Line, linesOf } from './lines.ts';

/** One principal as the file has it. */
export interface Row {
  /** From 1. */
  readonly line: number;
  readonly id: string;
  /** The request to enrol it; judged by the fleet's function. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A line that is not sent. */
export interface Misfit {
  readonly line: number;
  /** Absent where it cannot be an id: then it may be a secret in the wrong place. */
  readonly id?: string;
  /** What is wrong, never what stands there. */
  readonly reason: string;
}

export const isRow = (one: Row | Misfit): one is Row => 'fields' in one;

/**
 * The rows of a file, one after the other, CSV or JSON lines: its first line tells which.
 *
 * @throws {WrongInputError} for a file that cannot be read, or names columns that are not known
 */
export async function* rowsOf(file: string): AsyncGenerator<Row | Misfit> {
  const lineOf = new Map<string, number>();
  const repeated = repeatedGrants(randomBytes(32));
  let read: ((text: string) => CsvRow) | undefined;
  for await (const { number, text } of linesOf(file)) {
    if (text?.trim() === '') continue;
    if (!read) {
      read = readerFor({ number, ...(text !== undefined && { text }) });
      if (read !== readJson) continue;
    }
    const row = text === undefined ? TOO_LONG : read(text);
    yield row.ok ? judged(row.fields, number, lineOf, repeated) : { line: number, reason: row.reason };
  }
  if (!read) throw new WrongInputError('FILE is empty: it must hold CSV, or one JSON object a line');
}

const TOO_LONG: CsvRow = { ok: false, reason: 'is longer than any enrolment' };

const readerFor = ({ number, text = '' }: Line): ((text: string) => CsvRow) => {
  if (text.trimStart().startsWith('{')) return readJson;
  if (text.trimStart().startsWith('['))
    throw new WrongInputError(
      'FILE is a JSON array: write one object a line instead, so that it need not be read whole',
    );
  return csvReader(text, number);
};

const readJson = (text: string): CsvRow => {
  try {
    const fields: unknown = JSON.parse(text);
    if (isObject(fields) && isShallow(fields)) return { ok: true, fields };
  } catch {
    // The parser's message quotes the text.
  }
  return { ok: false, reason: 'is not a JSON object' };
};

/** Of two rows of one id, or of one grant, the first counts: sent together, either could be taken. */
const judged = (
  fields: Row['fields'],
  line: number,
  lineOf: Map<string, number>,
  repeated: Repeated,
): Row | Misfit => {
  const id = fields.principal_id;
  if (typeof id !== 'string' || !PRINCIPAL_ID.test(id))
    return { line, reason: 'principal_id: must be 1 to 128 of A-Z a-z 0-9 . _ = @ + -' };
  const before = lineOf.get(id);
  if (before !== undefined) return { line, id, reason: `principal_id: it stands in line ${before} already` };
  lineOf.set(id, line);
  const reason = repetitionIn(fields, id, repeated);
  return reason === undefined ? { line, id, fields } : { line, id, reason };
};
