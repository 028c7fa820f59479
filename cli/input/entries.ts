import { isObject, isShallow } from '../../lambdas/core/protocols/body.ts';
import type { Terminal } from '../terminal.ts';
import { contentOf } from './content.ts';
import { WrongInputError } from './wrong-input.ts';

/** One object of a file, and where it stands there: `apps.json entry 2`. */
export interface Entry {
  readonly place: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const EXPECTED = 'one JSON object, a JSON array of objects, or one JSON object a line';

/**
 * The objects of a file, or of standard input for `-`.
 *
 * @throws {WrongInputError} for a file that cannot be read or holds anything else
 */
export const readEntries = async (file: string, terminal: Terminal): Promise<readonly Entry[]> => {
  const source = file === '-' ? 'standard input' : file;
  const entries = entriesIn(source, await contentOf(file, 'FILE', terminal));
  const problems = entries.flatMap(({ place, fields }) => {
    if (!isObject(fields)) return `${place} must be a JSON object`;
    return isShallow(fields) ? [] : `${place} is nested too deeply`;
  });
  if (problems.length > 0) throw new WrongInputError(problems);
  return entries as readonly Entry[];
};

interface Found {
  readonly place: string;
  readonly fields: unknown;
}

const entriesIn = (source: string, content: string): readonly Found[] => {
  const text = content.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new WrongInputError(`${source} is empty: it must hold ${EXPECTED}`);
  const whole = parsed(text);
  if (!whole.ok) return linesIn(source, text, whole.line);
  if (!Array.isArray(whole.value)) return [{ place: source, fields: whole.value }];
  if (whole.value.length === 0)
    throw new WrongInputError(`${source} lists nothing: it must hold ${EXPECTED}`);
  return whole.value.map((fields: unknown, index) => ({ place: `${source} entry ${index + 1}`, fields }));
};

/** JSON lines, if the first of them is an object; else a broken file, of which only the place is told. */
const linesIn = (source: string, text: string, brokenAt: number | undefined): readonly Found[] => {
  const lines = text
    .split('\n')
    .map((line, index) => ({ place: `${source} line ${index + 1}`, line: line.trim() }))
    .filter(({ line }) => line !== '');
  const [first] = lines;
  if (!first || !parsed(first.line).ok) {
    const place = brokenAt === undefined ? source : `${source} line ${brokenAt}`;
    throw new WrongInputError(`${place} is not JSON: the file must hold ${EXPECTED}`);
  }
  return lines.map(({ place, line }) => {
    const json = parsed(line);
    return { place, fields: json.ok ? json.value : undefined };
  });
};

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly line: number | undefined };

/** The parser's message quotes the text, so nothing of it goes further but the line's number. */
const parsed = (text: string): Parsed => {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const line = / \(line (\d+) column \d+\)$/.exec(error instanceof Error ? error.message : '')?.[1];
    return { ok: false, line: line === undefined ? undefined : Number(line) };
  }
};
