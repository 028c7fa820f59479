import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { affordsRefresh, freshBudget, nextBack, refill, spend } from '../../lambdas/core/budget.ts';
import type { PublishBudget } from '../../lambdas/core/principal.ts';
import { lookAgain } from '../../lambdas/core/schedule.ts';
import { DAY, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { NOW } from './a-principal.ts';

const CAPACITY = 90;
const RESERVE = 10;

const spendTimes = (times: number, budget: PublishBudget, now: number): PublishBudget =>
  Array.from({ length: times }).reduce<PublishBudget>((left) => spend(left, now), budget);

describe('the budget of secret versions', () => {
  test('starts with 90', () => {
    expect(freshBudget(NOW)).toEqual({ left: CAPACITY, at: NOW });
  });

  test.each([
    ['none back before 15 minutes', 15 * MINUTE - 1, 0],
    ['one back after 15 minutes', 15 * MINUTE, 1],
    ['one back until the next 15 are over', 30 * MINUTE - 1, 1],
    ['four back after an hour', 60 * MINUTE, 4],
  ])('gets %s', (_, after, back) => {
    const spent = spendTimes(50, freshBudget(NOW), NOW);

    expect(refill(spent, NOW + after).left).toBe(CAPACITY - 50 + back);
  });

  test('never holds more than 90', () => {
    const spent = spendTimes(3, freshBudget(NOW), NOW);

    expect(refill(spent, NOW + 10 * DAY)).toEqual({ left: CAPACITY, at: NOW + 10 * DAY });
  });

  test('gets as much back however often it is looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 * MINUTE }), { maxLength: 40 }), (steps) => {
        const spent = spendTimes(CAPACITY, freshBudget(NOW), NOW);
        const end = NOW + steps.reduce((sum, step) => sum + step, 0);

        let now = NOW;
        let looked = spent;
        for (const step of steps) {
          now += step;
          looked = refill(looked, now);
        }

        expect(looked.left).toBe(refill(spent, end).left);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('gets nothing back from a clock that goes backwards', () => {
    const spent = spendTimes(5, freshBudget(NOW), NOW);

    expect(refill(spent, NOW - DAY)).toEqual(spent);
  });

  test('is never overdrawn', () => {
    expect(spendTimes(CAPACITY + 5, freshBudget(NOW), NOW).left).toBe(0);
  });

  test.each([
    ['one above the reserve', RESERVE + 1, true, true],
    ['the reserve alone', RESERVE, true, false],
    ['the reserve alone', RESERVE, false, true],
    ['the last one', 1, false, true],
    ['nothing', 0, false, false],
  ])('with %s left (%d), and a token that lives: %p, allows a refresh: %p', (_, left, alive, affords) => {
    expect(affordsRefresh({ left, at: NOW }, NOW, alive)).toBe(affords);
  });

  test('counts what came back meanwhile before it refuses', () => {
    expect(affordsRefresh({ left: RESERVE, at: NOW - 15 * MINUTE }, NOW, true)).toBe(true);
  });

  test('tells when a refusal is over', () => {
    const budget = { left: RESERVE, at: NOW - 40 * MINUTE };
    const spent = spendTimes(2, budget, NOW);

    const then = nextBack(spent, NOW);

    expect(then).toBe(NOW + 5 * MINUTE);
    expect(affordsRefresh(spent, then - 1, true)).toBe(false);
    expect(affordsRefresh(spent, then, true)).toBe(true);
  });
});

describe('steady refreshing at its own gaps', () => {
  /** How long it goes on, in ms, until the budget refuses a refresh; 30 days at most. */
  const goesOn = (lifetime: number, fraction: () => number): number => {
    const end = NOW + 30 * DAY;
    let budget = freshBudget(NOW);
    let now = NOW;
    while (now < end && affordsRefresh(budget, now, true)) {
      budget = spend(budget, now);
      now = lookAgain({ issuedAt: now, expiresAt: now + lifetime }, fraction());
    }
    return now - NOW;
  };

  test('never runs out over 30 days, of 1,200 s and more', () => {
    const lifetimes = fc.oneof(
      fc.integer({ min: 1_200, max: 1_400 }),
      fc.integer({ min: 1_200, max: 14_400 }),
    );
    fc.assert(
      fc.property(lifetimes, fc.constantFrom(0, 0.5, 1), (lifetime, fraction) => {
        expect(goesOn(lifetime * SECOND, () => fraction)).toBeGreaterThanOrEqual(30 * DAY);
      }),
      { seed: 2, numRuns: 100, examples: [[1_200, 1]] },
    );
  });

  test.each([0, 1])('runs out within a day, of 600 s (jitter %d)', (fraction) => {
    expect(goesOn(600 * SECOND, () => fraction)).toBeLessThan(DAY);
  });
});
