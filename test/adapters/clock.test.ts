import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../lambdas/adapters/clock.ts';

const LONG = 60_000;

describe('a sleeper', () => {
  test('sleeps for as long as it was told', async () => {
    const before = performance.now();

    await systemClock.sleep(20);

    expect(performance.now() - before).toBeGreaterThan(18);
  });

  test('who is woken goes on at once, and nothing is thrown', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(LONG, stop.signal);

    stop.abort();

    await expect(sleeping).resolves.toBeUndefined();
  });

  test('does not lie down when it was woken before', async () => {
    await expect(systemClock.sleep(LONG, AbortSignal.abort())).resolves.toBeUndefined();
  });

  test('who slept to the end hears the signal no more', async () => {
    const { signal } = new AbortController();

    await systemClock.sleep(1, signal);

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
