import { readFile } from 'node:fs/promises';

/** One object of a file, and where it stands there: `apps.json, entry 2`. */
export interface Entry {
  readonly place: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A file that is not what it should be. The message names the file and the place, and quotes nothing of it. */
export class EntriesError extends Error {
  readonly code = 'entries-unfit';

  constructor(message: string) {
    super(message);
    this.name = 'EntriesError';
  }
}

const EXPECTED = 'give one JSON object, an array of objects, or one JSON object a line';

/**
 * The objects of a file: one, an array of them, or JSON lines.
 *
 * @throws {EntriesError}
 */
export const readEntries = async (file: string): Promise<readonly Entry[]> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new EntriesError(`${file} cannot be read: ${error.code ?? 'unknown error'}`);
  });
  const found = entriesIn(file, text.replace(/^\uFEFF/, ''));
  if (found.length === 0) throw new EntriesError(`${file} is empty: ${EXPECTED}`);
  return found.map(({ place, value }) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new EntriesError(`${place} is not a JSON object: ${EXPECTED}`);
    return { place, fields: value as Entry['fields'] };
  });
};

interface Found {
  readonly place: string;
  readonly value: unknown;
}

const entriesIn = (file: string, text: string): Found[] => {
  const whole = parsed(text);
  if (Array.isArray(whole))
    return whole.map((value: unknown, index) => ({ place: `${file}, entry ${index + 1}`, value }));
  if (whole !== undefined) return [{ place: file, value: whole }];
  return text.split('\n').flatMap((line, index) => {
    const place = `${file}, line ${index + 1}`;
    return line.trim() === '' ? [] : [{ place, value: parsed(line) }];
  });
};

/** The parser's own message would quote the file, so it goes no further. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
