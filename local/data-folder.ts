import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type BatchOperation, Level } from 'level';

/** Records under keys, a name for the whole. */
export interface Shelf<V> {
  /** What was there at opening, kept up to date by `put` and `delete`, at once. Not to be changed in any other way. */
  readonly entries: ReadonlyMap<string, V>;
  /**
   * Settles when the record is written: from then on no crash of this process takes it back. The value is taken as JSON
   * right away. Whatever is put and deleted in one turn, on any shelf, is written together or not at all, and all in order.
   */
  put(key: string, value: V): Promise<void>;
  delete(key: string): Promise<void>;
}

/** What outlives a run; without a folder nothing does, and all else is the same. */
export interface DataFolder {
  /** The same shelf for the same name. Names: letters, digits, `-`, `_`, `.` and the like, ASCII. */
  shelf<V>(name: string): Promise<Shelf<V>>;
  /** Waits for what is being written. */
  close(): Promise<void>;
  /** Absolute; absent: in memory only. */
  readonly dir?: string;
}

/** The message names the folder and, where there is one, the remedy; what the store said is the `cause`. */
export class DataFolderError extends Error {
  readonly code: 'data-folder-held' | 'data-folder-unusable' | 'data-folder-of-other-fleet';

  constructor(code: DataFolderError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DataFolderError';
    this.code = code;
  }
}

/** Level says only that it failed to open; why is one cause further down. */
const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
};

/** It holds tokens and keys in clear. */
const OURS_ALONE = 0o700;

/**
 * @param dir made if it is not there, then with mode 0700, in a folder that is there; one run at a time has it
 * @throws {DataFolderError}
 */
export const openDataFolder = async (dir?: string): Promise<DataFolder> =>
  dir === undefined ? inMemory() : await onDisk(resolve(dir));

const shelfOver = <V>(
  entries: Map<string, V>,
  write: (key: string, value?: V) => Promise<void>,
): Shelf<V> => ({
  entries,
  put(key, value) {
    entries.set(key, value);
    return write(key, value);
  },
  delete(key) {
    entries.delete(key);
    return write(key);
  },
});

const inMemory = (): DataFolder => {
  const shelves = new Map<string, Shelf<unknown>>();
  return {
    async shelf<V>(name: string) {
      const shelf = shelves.get(name) ?? shelfOver(new Map(), async () => {});
      shelves.set(name, shelf);
      return shelf as Shelf<V>;
    },
    async close() {},
  };
};

const onDisk = async (dir: string): Promise<DataFolder> => {
  const db = await openStore(dir);
  const writer = orderedWriter(db);
  const shelves = new Map<string, Promise<Shelf<unknown>>>();

  const openShelf = async (name: string): Promise<Shelf<unknown>> => {
    const sublevel = db.sublevel(name);
    const entries = new Map<string, unknown>();
    for await (const [key, json] of sublevel.iterator()) entries.set(key, JSON.parse(json));
    return shelfOver(entries, (key, value) =>
      writer.write(
        value === undefined
          ? { type: 'del', sublevel, key }
          : { type: 'put', sublevel, key, value: JSON.stringify(value) },
      ),
    );
  };
  return {
    dir,
    shelf<V>(name: string) {
      const shelf = shelves.get(name) ?? openShelf(name);
      shelves.set(name, shelf);
      return shelf as Promise<Shelf<V>>;
    },
    async close() {
      await writer.idle();
      await db.close();
    },
  };
};

/** LevelDB's own lock tells whether another run has the folder; the system frees it when a process ends, however it ends. */
const openStore = async (dir: string): Promise<Level> => {
  try {
    const location = join(dir, 'shelves');
    await makeFolder(dir);
    await makeFolder(location);
    const db = new Level(location);
    await db.open();
    return db;
  } catch (error) {
    const { code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    throw code === 'LEVEL_LOCKED'
      ? new DataFolderError(
          'data-folder-held',
          `The data folder ${dir} is held by another run: end that run, or name another folder.`,
          error,
        )
      : new DataFolderError(
          'data-folder-unusable',
          `The data folder ${dir} cannot be used: ${reasonOf(error)}`,
          error,
        );
  }
};

/** One at a time: a recursive `mkdir` never ends where the system lets nobody make a folder, as under /proc. */
const makeFolder = async (path: string): Promise<void> => {
  await stat(dirname(path)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new Error(`make ${dirname(path)} first, or name another folder`);
  });
  await mkdir(path, { mode: OURS_ALONE }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
};

type Operation = BatchOperation<Level, string, string>;

/**
 * One batch after the other, each with all that came in during the one before: two writes to one key, given to LevelDB
 * at the same time, may land in either order. Once a batch has failed, so does every later one.
 */
const orderedWriter = (db: Level) => {
  let gathered: Operation[] = [];
  let gathering: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  const take = (): Operation[] => {
    const batch = gathered;
    gathered = [];
    gathering = undefined;
    return batch;
  };
  return {
    write(operation: Operation): Promise<void> {
      gathered.push(operation);
      gathering ??= last.then(
        () => db.batch(take()),
        (error: unknown) => {
          take();
          throw error;
        },
      );
      last = gathering;
      return gathering;
    },
    idle: (): Promise<void> => last.catch(() => {}),
  };
};
