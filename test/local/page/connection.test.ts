import { describe, expect, jest, test } from '@jest/globals';
import { type Connection, Watcher } from '../../../local/page/browser/link/connection.ts';

const EVERY = 1_000;

/** A watcher whose time passes when it is told to. */
const watcherOf = (answers: (() => Promise<void>)[]) => {
  const states: Connection['is'][] = [];
  let looks = 0;
  const watcher = new Watcher({
    look: async () => {
      const answer = answers[looks] ?? answers.at(-1);
      looks += 1;
      await answer?.();
    },
    onChange: ({ is }) => states.push(is),
    everyMs: EVERY,
    limitMs: EVERY,
  });
  return { watcher, states, looks: () => looks };
};

const well = () => Promise.resolve();
const lost = () => Promise.reject(new TypeError('fetch failed'));

describe('the link to the fleet', () => {
  test('looks once a second, says once that it is lost, and recovers by itself', async () => {
    jest.useFakeTimers();
    const { watcher, states, looks } = watcherOf([well, lost, lost, well]);

    watcher.resume();
    await jest.advanceTimersByTimeAsync(3 * EVERY);
    watcher.pause();
    jest.useRealTimers();

    expect(looks()).toBe(4);
    expect(states).toEqual(['live', 'lost', 'live', 'paused']);
  });

  test('asks nothing while nobody looks, and at once when somebody does', async () => {
    jest.useFakeTimers();
    const { watcher, states, looks } = watcherOf([well]);

    watcher.resume();
    await jest.advanceTimersByTimeAsync(0);
    watcher.pause();
    await jest.advanceTimersByTimeAsync(10 * EVERY);
    const whilePaused = looks();
    watcher.resume();
    await jest.advanceTimersByTimeAsync(0);
    watcher.pause();
    jest.useRealTimers();

    expect([whilePaused, looks()]).toEqual([1, 2]);
    expect(states).toEqual(['live', 'paused', 'live', 'paused']);
  });

  test('never looks twice at once, however long one takes', async () => {
    jest.useFakeTimers();
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 5 * EVERY));
    const { watcher, looks } = watcherOf([slow, well]);

    watcher.resume();
    watcher.pause();
    watcher.resume();
    await jest.advanceTimersByTimeAsync(4 * EVERY);
    const during = looks();
    await jest.advanceTimersByTimeAsync(EVERY + 1);
    watcher.pause();
    jest.useRealTimers();

    expect([during, looks()]).toEqual([1, 2]);
  });
});
