import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  affordsRefresh,
  freshBudget,
  nextBack,
  type Pace,
  paceOf,
  refill,
  spend,
} from '../../lambdas/core/budget.ts';
import type { PublishBudget } from '../../lambdas/core/principal.ts';
import { lookAgain } from '../../lambdas/core/schedule.ts';
import { AS_DEPLOYED, faster } from '../../lambdas/core/tempo.ts';
import { DAY, MINUTE, SECOND, wholeSeconds } from '../../lambdas/core/time.ts';
import { NOW } from './a-principal.ts';

const RESERVE = 10;
/** One back every 15 minutes, ten times what AWS would take: the arithmetic alone is at stake here. */
const PACE: Pace = { everyMs: 15 * MINUTE, atOnce: 90 };

const lifetime = (seconds: number) => ({ issuedAt: NOW, expiresAt: NOW + seconds * SECOND });
const spendTimes = (times: number, budget: PublishBudget, now: number): PublishBudget =>
  Array.from({ length: times }).reduce<PublishBudget>((left) => spend(left, PACE, now), budget);

describe('the budget of secret versions', () => {
  test('starts with 90', () => {
    expect(freshBudget(NOW)).toEqual({ left: 90, at: NOW });
  });

  test.each([
    ['none back before its span', 15 * MINUTE - 1, 0],
    ['one back after its span', 15 * MINUTE, 1],
    ['one back until the next is over', 30 * MINUTE - 1, 1],
    ['four back after four', 60 * MINUTE, 4],
  ])('gets %s', (_, after, back) => {
    const spent = spendTimes(50, freshBudget(NOW), NOW);

    expect(refill(spent, PACE, NOW + after).left).toBe(90 - 50 + back);
  });

  test('never holds more than may be written at once', () => {
    const spent = spendTimes(3, freshBudget(NOW), NOW);

    expect(refill(spent, PACE, NOW + 10 * DAY)).toEqual({ left: 90, at: NOW + 10 * DAY });
    expect(refill(freshBudget(NOW), paceOf(lifetime(1_200), AS_DEPLOYED), NOW).left).toBe(4);
  });

  test('gets as much back however often it is looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 * MINUTE }), { maxLength: 40 }), (steps) => {
        const spent = spendTimes(90, freshBudget(NOW), NOW);
        const end = NOW + steps.reduce((sum, step) => sum + step, 0);

        let now = NOW;
        let looked = spent;
        for (const step of steps) {
          now += step;
          looked = refill(looked, PACE, now);
        }

        expect(looked.left).toBe(refill(spent, PACE, end).left);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('gets nothing back from a clock that goes backwards', () => {
    const spent = spendTimes(5, freshBudget(NOW), NOW);

    expect(refill(spent, PACE, NOW - DAY)).toEqual(spent);
  });

  test('is never overdrawn', () => {
    expect(spendTimes(95, freshBudget(NOW), NOW).left).toBe(0);
  });

  test.each([
    ['one above the reserve', RESERVE + 1, true, true],
    ['the reserve alone', RESERVE, true, false],
    ['the reserve alone', RESERVE, false, true],
    ['the last one', 1, false, true],
    ['nothing', 0, false, false],
  ])('with %s left (%d), and a token that lives: %p, allows a refresh: %p', (_, left, alive, affords) => {
    expect(affordsRefresh({ left, at: NOW }, PACE, NOW, alive)).toBe(affords);
  });

  test('keeps a smaller reserve where little can be saved up', () => {
    const pace = paceOf(lifetime(1_200), AS_DEPLOYED);

    expect([2, 3].map((left) => affordsRefresh({ left, at: NOW }, pace, NOW, true))).toEqual([false, true]);
  });

  test('counts what came back meanwhile before it refuses', () => {
    expect(affordsRefresh({ left: RESERVE, at: NOW - 15 * MINUTE }, PACE, NOW, true)).toBe(true);
  });

  test('tells when a refusal is over', () => {
    const budget = { left: RESERVE, at: NOW - 40 * MINUTE };
    const spent = spendTimes(2, budget, NOW);

    const then = nextBack(spent, PACE, NOW);

    expect(then).toBe(NOW + 5 * MINUTE);
    expect(affordsRefresh(spent, PACE, then - 1, true)).toBe(false);
    expect(affordsRefresh(spent, PACE, then, true)).toBe(true);
  });
});

describe('the pace of a lifetime', () => {
  test.each([
    [600, 15, 4],
    [1_200, 15, 4],
    [3_600, 42, 65],
    [7_200, 84, 82],
  ])('of %d s: one back every %d min, %d at once', (seconds, minutes, atOnce) => {
    expect(paceOf(lifetime(seconds), AS_DEPLOYED)).toEqual({ everyMs: minutes * MINUTE, atOnce });
  });

  test('is the slowest before anything is known of it', () => {
    expect(paceOf({}, AS_DEPLOYED)).toEqual({ everyMs: 144 * MINUTE, atOnce: 90 });
  });
});

describe('the versions of a secret', () => {
  /** The budget as its row holds it. */
  const stored = ({ left, at }: PublishBudget): PublishBudget => ({ left, at: wholeSeconds(at) });

  /** As greedy as can be: saves up, then writes all that is left, at once and again so long after each comes back. */
  const greedyWrites = (pace: Pace, delays: readonly number[]): number[] => {
    let budget = stored(spend({ left: 0, at: NOW - 20 * DAY }, pace, NOW));
    let now = NOW;
    const writes = [now];
    for (const delay of delays) {
      while (affordsRefresh(budget, pace, now, false)) {
        budget = stored(spend(budget, pace, now));
        writes.push(now);
      }
      now = nextBack(budget, pace, now) + delay;
    }
    return writes;
  };
  const mostWithin = (span: number, writes: readonly number[]): number =>
    Math.max(...writes.map((from) => writes.filter((at) => at >= from && at < from + span).length));

  const anyTempo = fc.oneof(fc.constantFrom(1, 12, 60), fc.double({ min: 1, max: 60, noNaN: true }));
  /** In seconds, as long as this as deployed; most where steady refreshing needs nearly all versions. */
  const anyLifetime = fc.oneof(
    fc.integer({ min: 1, max: 2_400 }),
    fc.integer({ min: 1, max: 14_400 }),
    fc.integer({ min: 1, max: 400 * 86_400 }),
  );
  const promptly = fc.constant(0);
  const inTheSameSecond = fc.integer({ min: 1, max: SECOND - 1 });
  const aWhile = fc.integer({ min: SECOND, max: 30 * MINUTE });
  const delays = fc.array(
    fc.oneof({ weight: 100, arbitrary: promptly }, { weight: 5, arbitrary: inTheSameSecond }, aWhile),
    { minLength: 250, maxLength: 250 },
  );

  test('are never used up in any span for which they are kept, at any tempo', () => {
    fc.assert(
      fc.property(anyLifetime, anyTempo, delays, (seconds, times, waits) => {
        const tempo = faster(times);
        const scaled = lifetime(Math.ceil(seconds / times));

        const writes = greedyWrites(paceOf(scaled, tempo), waits);

        expect(mostWithin(tempo.versionsKeptFor, writes)).toBeLessThanOrEqual(100);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test.each([1_200, 1_800, 3_600, 7_200, 86_400])(
    'are used as far as they go, of a lifetime of %d s: 97 at least',
    (seconds) => {
      const writes = greedyWrites(
        paceOf(lifetime(seconds), AS_DEPLOYED),
        Array.from({ length: 250 }, () => 0),
      );

      expect(mostWithin(DAY, writes)).toBeGreaterThanOrEqual(97);
    },
  );
});

describe('steady refreshing at its own gaps', () => {
  /** How long it goes on, in ms, until the budget refuses a refresh; 30 days at most. */
  const goesOn = (lifetimeMs: number, fraction: () => number): number => {
    const end = NOW + 30 * DAY;
    const pace = paceOf({ issuedAt: NOW, expiresAt: NOW + lifetimeMs }, AS_DEPLOYED);
    let budget = freshBudget(NOW);
    let now = NOW;
    while (now < end && affordsRefresh(budget, pace, now, true)) {
      budget = spend(budget, pace, now);
      now = lookAgain({ issuedAt: now, expiresAt: now + lifetimeMs }, fraction(), AS_DEPLOYED);
    }
    return now - NOW;
  };

  test('never runs out over 30 days, of 1,200 s and more', () => {
    const lifetimes = fc.oneof(
      fc.integer({ min: 1_200, max: 1_400 }),
      fc.integer({ min: 1_200, max: 14_400 }),
    );
    fc.assert(
      fc.property(lifetimes, fc.constantFrom(0, 0.5, 1), (seconds, fraction) => {
        expect(goesOn(seconds * SECOND, () => fraction)).toBeGreaterThanOrEqual(30 * DAY);
      }),
      { seed: 2, numRuns: 100, examples: [[1_200, 1]] },
    );
  });

  test.each([0, 1])('runs out within a day, of 600 s (jitter %d)', (fraction) => {
    expect(goesOn(600 * SECOND, () => fraction)).toBeLessThan(DAY);
  });
});
