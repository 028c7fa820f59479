import { setTimeout } from 'node:timers/promises';

/** Epoch milliseconds, and waiting. */
export interface Time {
  now(): number;
  /** @throws the signal's reason once it is aborted */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realTime: Time = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await setTimeout(ms, undefined, { ...(signal && { signal }) });
    } catch (error) {
      throw signal?.reason ?? error;
    }
  },
};

/** Leaves `work` alone, which others may wait for, and stops waiting when the signal is aborted. */
export const abortable = <T>(work: Promise<T>, signal?: AbortSignal): Promise<T> => {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
};
