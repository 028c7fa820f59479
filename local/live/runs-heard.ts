import type { Figures } from './snapshot.ts';

const MINUTE = 60_000;

/** What the log lines of the runs add up to. */
export interface RunCounts {
  readonly ticks: number;
  readonly refreshed: number;
  readonly retries: number;
  readonly answersLost: number;
  /** Runs that broke off, or found another one at work. */
  readonly failed: number;
  readonly skipped: number;
}

/** A run's summary, as the function logs it at its end; absent counts are 0. */
interface Summary {
  readonly message?: unknown;
  readonly refreshed?: unknown;
  readonly deferred?: unknown;
  readonly misconfigured?: unknown;
  readonly publishFailed?: unknown;
  readonly answerLost?: unknown;
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Listens to the function's log and counts. Holds no more than a minute's worth of runs. */
export class RunsHeard {
  #counts: RunCounts = { ticks: 0, refreshed: 0, retries: 0, answersLost: 0, failed: 0, skipped: 0 };
  #lately: { at: number; refreshed: number }[] = [];

  get counts(): RunCounts {
    return this.#counts;
  }

  /** Takes any line that a function printed. */
  hear(line: string, at: number): void {
    const heard = summaryOf(line);
    const { ticks, refreshed, retries, answersLost, failed, skipped } = this.#counts;
    if (heard?.message === 'tick failed') this.#counts = { ...this.#counts, failed: failed + 1 };
    if (heard?.message === 'tick skipped') this.#counts = { ...this.#counts, skipped: skipped + 1 };
    if (heard?.message !== 'tick') return;
    const now = numberOf(heard.refreshed);
    const again = numberOf(heard.deferred) + numberOf(heard.misconfigured) + numberOf(heard.publishFailed);
    this.#counts = {
      ...this.#counts,
      ticks: ticks + 1,
      refreshed: refreshed + now,
      retries: retries + again,
      answersLost: answersLost + numberOf(heard.answerLost),
    };
    if (now > 0) this.#lately.push({ at, refreshed: now });
    this.#forget(at);
  }

  /** @param usedTwice what the clouds saw, where they can be asked */
  figures(at: number, usedTwice: number | undefined): Figures {
    const { ticks, refreshed, retries, answersLost } = this.#counts;
    const refreshedLastMinute = this.refreshedLastMinute(at);
    return {
      ...{ ticks, refreshed, refreshedLastMinute, retries, answersLost },
      ...(usedTwice !== undefined && { usedTwice }),
    };
  }

  refreshedLastMinute(at: number): number {
    this.#forget(at);
    return this.#lately.reduce((sum, { refreshed }) => sum + refreshed, 0);
  }

  #forget(at: number): void {
    this.#lately = this.#lately.filter((run) => at - run.at < MINUTE);
  }
}

const summaryOf = (line: string): Summary | undefined => {
  if (!line.includes('"tick')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};
