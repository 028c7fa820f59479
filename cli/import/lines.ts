import { createReadStream } from 'node:fs';
import { WrongInputError } from '../input/wrong-input.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Absent where it is too long to be one of ours. */
  readonly text?: string;
}

/** Far above any grant. */
const LONGEST = 262_144;
const NEWLINE = 0x0a;

/**
 * The lines of a file as they are read: no more than a piece of it is ever in memory.
 *
 * @throws {WrongInputError} where it cannot be read
 */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  let number = 0;
  let rest = '';
  let tooLong = false;
  for await (const piece of piecesOf(file, 'utf8')) {
    const texts = `${rest}${piece}`.split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      number += 1;
      yield tooLong ? { number } : { number, text: plain(text, number) };
      tooLong = false;
    }
    if (rest.length > LONGEST) tooLong = true;
    if (tooLong) rest = '';
  }
  if (rest !== '' || tooLong) {
    number += 1;
    yield tooLong ? { number } : { number, text: plain(rest, number) };
  }
}

/** Without the mark of a byte order, or the CR of other systems. */
const plain = (text: string, number: number): string =>
  (number === 1 ? text.replace(/^\uFEFF/, '') : text).replace(/\r$/, '');

/** @throws {WrongInputError} where it cannot be read */
export const countLines = async (file: string): Promise<number> => {
  let lines = 0;
  let last = NEWLINE;
  for await (const piece of piecesOf(file)) {
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, at + 1)) lines += 1;
    last = piece.at(-1) ?? last;
  }
  return last === NEWLINE ? lines : lines + 1;
};

function piecesOf(file: string, encoding: 'utf8'): AsyncGenerator<string>;
function piecesOf(file: string): AsyncGenerator<Buffer>;
async function* piecesOf(file: string, encoding?: 'utf8'): AsyncGenerator<string | Buffer> {
  try {
    yield* createReadStream(file, encoding);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new WrongInputError(`FILE cannot be read (${code}): give the name of a file that you may read`);
  }
}
