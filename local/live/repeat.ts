import { setTimeout } from 'node:timers/promises';

/** Longer timers overflow Node's: about 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Waits, also for ever; an abort ends the wait and is no error. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  for (let left = Math.max(0, ms); !signal.aborted && left >= 0; left -= LONGEST_TIMER)
    await setTimeout(Math.min(left, LONGEST_TIMER), undefined, { signal }).catch(() => {});
};

/**
 * Does something again and again, begun every `everyMs` at most, never twice at once, until the signal; the last one is
 * waited for. What fails is told and tried again.
 */
export const repeat = async (
  work: () => Promise<void>,
  { everyMs, signal, onError }: { everyMs: number; signal: AbortSignal; onError: (error: unknown) => void },
): Promise<void> => {
  while (!signal.aborted) {
    const begun = performance.now();
    await work().catch(onError);
    await pause(begun + everyMs - performance.now(), signal);
  }
};
