import type { Clock } from '../../lambdas/flow/ports.ts';

/** Waits this short are pacing: they pass at once. Longer ones are limits, which only a test that moves the clock meets. */
const PACING = 2_000;

/** Stands still unless it is moved. */
export class TestClock implements Clock {
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= PACING) {
      this.#now += ms;
      return;
    }
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  }
}
