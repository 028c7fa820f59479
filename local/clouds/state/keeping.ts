import type { DataFolder } from '../../data-folder.ts';

/** A shelf whose writes are not awaited one by one: {@link Keeping.saved} tells when they are done. */
export interface Kept<V> {
  readonly entries: ReadonlyMap<string, V>;
  put(key: string, value: V): void;
  delete(key: string): void;
}

/** All that one cloud keeps. */
export class Keeping {
  readonly #data: DataFolder;
  readonly #cloud: string;
  /** A data folder writes in order, so the last write stands for all before it. */
  #last: Promise<void> = Promise.resolve();

  constructor(data: DataFolder, cloud: string) {
    this.#data = data;
    this.#cloud = cloud;
  }

  /** @param what ASCII without spaces */
  async open<V>(what: string): Promise<Kept<V>> {
    const shelf = await this.#data.shelf<V>(`cloud-${this.#cloud}-${what}`);
    return {
      entries: shelf.entries,
      put: (key, value) => this.#note(shelf.put(key, value)),
      delete: (key) => this.#note(shelf.delete(key)),
    };
  }

  /** Settles when all that was put so far is written; rejects when it cannot be. */
  saved(): Promise<void> {
    return this.#last;
  }

  #note(written: Promise<void>): void {
    // Whoever asks `saved` hears of a failure.
    written.catch(() => {});
    this.#last = written;
  }
}
