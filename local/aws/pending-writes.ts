/**
 * Writes under way. A service answers when all of them are done, reads and refusals included: nobody is told what a
 * crash would take back. After a write that failed every answer fails, for memory and folder have parted.
 */
export class PendingWrites {
  #all: Promise<unknown> = Promise.resolve();

  add(write: Promise<void>): void {
    this.#all = Promise.all([this.#all, write]);
    // Whoever waits is told; nobody may be waiting.
    this.#all.catch(() => {});
  }

  async done(): Promise<void> {
    await this.#all;
  }
}
