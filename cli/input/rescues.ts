import { isObject, isShallow } from '../../lambdas/core/protocols/body.ts';
import { readRescue } from '../../lambdas/core/rescue.ts';
import type { Terminal } from '../terminal.ts';
import { contentOf } from './content.ts';
import type { Entry } from './entries.ts';
import { WrongInputError } from './wrong-input.ts';

export interface Rescues {
  readonly entries: readonly Entry[];
  /** How many lines held something else. */
  readonly others: number;
}

/**
 * The rescue records of a file, or of standard input for `-`: records by themselves, or the function's log as it was copied,
 * of which every other line is passed over.
 *
 * @throws {WrongInputError} when there is none, or one is not whole
 */
export const readRescues = async (file: string, terminal: Terminal): Promise<Rescues> => {
  const source = file === '-' ? 'standard input' : file;
  const found = piecesOf(source, await contentOf(file, 'FILE', terminal)).map(({ place, piece }) => ({
    place,
    ...judged(piece),
  }));
  const torn = found.filter(({ kind }) => kind === 'torn');
  if (torn.length > 0)
    throw new WrongInputError(torn.map(({ place }) => `${place} is a rescue record that is not whole`));
  const entries = found.flatMap(({ place, fields }) => (fields ? [{ place, fields }] : []));
  if (entries.length === 0)
    throw new WrongInputError(
      `${source} holds no rescue record: give lines of the log whose message is "rescue", as JSON`,
    );
  return { entries, others: found.length - entries.length };
};

interface Piece {
  readonly place: string;
  readonly piece: unknown;
}

/** One JSON value, the items of an array (or the events that CloudWatch answers with), or a line each. */
const piecesOf = (source: string, content: string): readonly Piece[] => {
  const text = content.replace(/^\uFEFF/, '');
  const whole = parsed(text);
  const items = isObject(whole) && 'events' in whole ? whole.events : whole;
  if (Array.isArray(items))
    return items.map((piece: unknown, index) => ({ place: `${source} entry ${index + 1}`, piece }));
  if (whole !== undefined) return [{ place: source, piece: whole }];
  return text
    .split('\n')
    .map((piece, index) => ({ place: `${source} line ${index + 1}`, piece }))
    .filter(({ piece }) => piece.trim() !== '');
};

type Judged =
  | { readonly kind: 'whole'; readonly fields: Entry['fields'] }
  | { readonly kind: 'torn' | 'other'; readonly fields?: undefined };

const judged = (piece: unknown): Judged => {
  const line = isObject(piece) ? (piece.message ?? piece['@message']) : piece;
  for (const value of [piece, inLine(line)])
    if (isObject(value) && isShallow(value) && readRescue(value)) return { kind: 'whole', fields: value };
  const text = [piece, line].map(writtenOut).join('\n');
  return { kind: LOOKS_LIKE_A_RESCUE.test(text) ? 'torn' : 'other' };
};

/** What is nested without end cannot be written out, and is nothing of ours. */
const writtenOut = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return isShallow(value) ? JSON.stringify(value) : undefined;
};

/** What alone such a record has; a log may hold lines that merely speak of a rescue. */
const LOOKS_LIKE_A_RESCUE = /"(sealed|grant_digest)"\s*:|"message"\s*:\s*"rescue"/;

/** Viewers of logs put a time and a name before the line. */
const inLine = (line: unknown): unknown => {
  if (typeof line !== 'string') return undefined;
  const start = line.indexOf('{');
  return start < 0 ? undefined : parsed(line.slice(start));
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
