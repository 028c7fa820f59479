import { once } from 'node:events';

/** @throws the signal's reason, as soon as there is one */
export const stopped = async (signal: AbortSignal): Promise<never> => {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
};

/**
 * Waits for the work or the signal, whichever comes first. Work that was left behind may still fail: nobody hears of it.
 *
 * @throws the signal's reason
 */
export const unlessStopped = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  Promise.race([work, stopped(signal)]);
