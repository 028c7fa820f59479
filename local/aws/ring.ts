/** Keeps the newest entries only, so that an endpoint that runs for days does not grow. */
export class Ring<T> {
  readonly #capacity: number;
  readonly #entries: T[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(entry: T): void {
    this.#entries.push(entry);
    if (this.#entries.length > this.#capacity) this.#entries.shift();
  }

  /** Oldest first. */
  toArray(): T[] {
    return [...this.#entries];
  }
}
