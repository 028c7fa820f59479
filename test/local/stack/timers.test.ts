import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Invocation } from '../../../local/functions/function.ts';
import type { StackSchedule } from '../../../local/stack/running.ts';
import { startTimers } from '../../../local/stack/timers.ts';

const done: Invocation = { ok: true, payload: null };

/** A schedule that counts how often it fired. */
const schedule = (everyMs: number, fire = async (): Promise<Invocation> => done, enabled = true) => {
  const counted = { fired: 0 };
  const made: StackSchedule = {
    name: 'any',
    everyMs,
    enabled,
    fire: () => {
      counted.fired += 1;
      return fire();
    },
  };
  return Object.assign(counted, { schedule: made });
};

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('fires at once and then once a period', () => {
  const minutely = schedule(60_000);

  startTimers([minutely.schedule]);

  expect(minutely.fired).toBe(1);
  jest.advanceTimersByTime(180_000);
  expect(minutely.fired).toBe(4);
});

test('fires although the former invocation has not ended', () => {
  const slow = schedule(60_000, () => new Promise(() => {}));

  startTimers([slow.schedule]);
  jest.advanceTimersByTime(120_000);

  expect(slow.fired).toBe(3);
});

test('goes on after an invocation that could not be delivered', async () => {
  const failing = schedule(60_000, () => Promise.reject(new Error('not delivered')));

  startTimers([failing.schedule]);
  await jest.advanceTimersByTimeAsync(120_000);

  expect(failing.fired).toBe(3);
});

test('keeps the proportion of the schedules under another period', () => {
  const minutely = schedule(60_000);
  const quarterly = schedule(900_000);

  startTimers([quarterly.schedule, minutely.schedule], 1_000);
  jest.advanceTimersByTime(30_000);

  expect([minutely.fired, quarterly.fired]).toEqual([31, 3]);
});

test('leaves a disabled schedule alone', () => {
  const disabled = schedule(60_000, undefined, false);

  startTimers([disabled.schedule]);
  jest.advanceTimersByTime(120_000);

  expect(disabled.fired).toBe(0);
});

test('stops firing, and waits for what is under way', async () => {
  const { promise: end, resolve: endIt } = Promise.withResolvers<Invocation>();
  const slow = schedule(60_000, () => end);
  const timers = startTimers([slow.schedule]);

  let stopped = false;
  const stopping = timers.stop().then(() => {
    stopped = true;
  });
  await jest.advanceTimersByTimeAsync(120_000);
  expect({ fired: slow.fired, stopped }).toEqual({ fired: 1, stopped: false });
  endIt(done);
  await stopping;

  expect(stopped).toBe(true);
});
