import { closeSync, fdatasync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import * as z from 'zod';
import { WrongInputError } from '../input/wrong-input.ts';
import { linesOf } from './lines.ts';

/** What became of a row. `sent`: it went out at this time (epoch ms), and no answer is known. */
export type Fate =
  | { readonly fate: 'enrolled' }
  | { readonly fate: 'refused'; readonly reason: string }
  | { readonly fate: 'sent'; readonly at: number };

/**
 * What was answered, in a file beside the input: ids and reasons, nothing secret. An import that was cut off, in whatever
 * way, goes on from it.
 */
export interface Journal {
  /** By principal id, from earlier runs. */
  readonly known: ReadonlyMap<string, Fate>;
  /** On disk before it resolves: what may have been done must be known to be so. */
  sending(ids: readonly string[], at: number): Promise<void>;
  enrolled(ids: readonly string[]): void;
  refused(id: string, reason: string): void;
  close(): void;
}

const FORMAT = 1;
const OWNER_ONLY = 0o600;
const ENROLLED: Fate = { fate: 'enrolled' };

const note = z.union([
  z.object({ import: z.literal(FORMAT), fleet: z.string() }),
  z.object({ sent: z.array(z.string()), at: z.number() }),
  z.object({ enrolled: z.array(z.string()) }),
  z.object({ refused: z.string(), reason: z.string() }),
]);

/**
 * @param fleet whose it is: what one fleet has, another has not
 * @throws {WrongInputError} where it cannot be written, is another fleet's, or none of ours
 */
export const openJournal = async (path: string, fleet: string): Promise<Journal> => {
  const file = openFile(path);
  const write = (entry: z.infer<typeof note>): void => {
    writeSync(file, `${JSON.stringify(entry)}\n`);
  };
  try {
    const known = new Map<string, Fate>();
    const { size } = fstatSync(file);
    let begun = size > 0;
    if (begun) {
      await readInto(known, path, fleet);
      // A line that was cut off ends here, and is passed over.
      if (lastByte(file, size) !== '\n') writeSync(file, '\n');
    }
    return {
      known,
      async sending(ids, at) {
        if (!begun) write({ import: FORMAT, fleet });
        begun = true;
        write({ sent: [...ids], at });
        await promisify(fdatasync)(file);
      },
      enrolled: (ids) => write({ enrolled: [...ids] }),
      refused: (id, reason) => write({ refused: id, reason }),
      close() {
        closeSync(file);
        if (!begun) rmSync(path);
      },
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
};

const openFile = (path: string): number => {
  try {
    return openSync(path, 'a+', OWNER_ONLY);
  } catch (error) {
    const { code = 'unwritable' } = error as NodeJS.ErrnoException;
    throw new WrongInputError(
      `FILE.progress cannot be written (${code}): an import keeps its progress beside FILE`,
    );
  }
};

const lastByte = (file: number, size: number): string => {
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, size - 1);
  return byte.toString();
};

const readInto = async (known: Map<string, Fate>, path: string, fleet: string): Promise<void> => {
  for await (const { number, text = '' } of linesOf(path)) {
    const entry = noteIn(text);
    const isHead = entry !== undefined && 'import' in entry;
    if (number === 1 && !isHead)
      throw new WrongInputError('FILE.progress is none of ours: move it away, or import a copy of FILE');
    if (!entry) continue;
    if ('import' in entry) {
      if (entry.fleet !== fleet)
        throw new WrongInputError(
          'FILE.progress is of an import into another fleet: delete it to import into this one',
        );
    } else if ('sent' in entry) set(known, entry.sent, { fate: 'sent', at: entry.at });
    else if ('enrolled' in entry) set(known, entry.enrolled, ENROLLED);
    else set(known, [entry.refused], { fate: 'refused', reason: entry.reason });
  }
};

/** Whoever is in, is in: what another run of the same import was told of it changes nothing. */
const set = (known: Map<string, Fate>, ids: readonly string[], fate: Fate): void => {
  for (const id of ids) if (known.get(id) !== ENROLLED) known.set(id, fate);
};

const noteIn = (text: string): z.infer<typeof note> | undefined => {
  try {
    return note.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
