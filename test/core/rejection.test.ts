import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { affordsRefresh, freshBudget, paceOf, spend } from '../../lambdas/core/budget.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { onRejection } from '../../lambdas/core/rejection.ts';
import { lookAgain } from '../../lambdas/core/schedule.ts';
import { AS_DEPLOYED, faster } from '../../lambdas/core/tempo.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { aPrincipal, NOW } from './a-principal.ts';

/** Two hours to live, refreshed ten minutes ago; generation 7. */
const waiting = aPrincipal({
  issuedAt: NOW - 10 * MINUTE,
  lastRefreshedAt: NOW - 10 * MINUTE,
  expiresAt: NOW + 110 * MINUTE,
  refreshAt: NOW + 80 * MINUTE,
});
const MOST_AT_ONCE = paceOf(waiting, AS_DEPLOYED).atOnce;
const EVERY = paceOf(waiting, AS_DEPLOYED).everyMs;

const decide = (principal: Principal, rejected = 7, now = NOW) =>
  onRejection({ principal, rejected: new Set([rejected]), now }, AS_DEPLOYED);

describe('a rejected token', () => {
  test('is replaced at once', () => {
    expect(decide(waiting)).toEqual({ do: 'look', at: NOW });
  });

  test('is replaced when it is one of several that were told of', () => {
    const rejected = new Set([5, 6, 7]);

    expect(onRejection({ principal: waiting, rejected, now: NOW }, AS_DEPLOYED)).toEqual({
      do: 'look',
      at: NOW,
    });
  });

  const { dueQueue: _, refreshAt: __, ...row } = waiting;
  const stopped: Principal = { ...row, state: 'paused' };
  const halted: Principal = { ...row, state: 'halted', haltReason: 'refused', haltedGeneration: 7 };
  const lastError = { code: 'http-503', action: 'wait', at: NOW - MINUTE };

  test.each<[string, Principal, number, string]>([
    ['is older than the published one', waiting, 6, 'another-generation'],
    ['was kept and is not published yet', { ...waiting, generation: 8 }, 8, 'another-generation'],
    ["is a paused principal's", stopped, 7, 'stopped'],
    ["is a halted principal's", halted, 7, 'stopped'],
    ['is being replaced', { ...waiting, lease: { id: 'a', until: NOW + SECOND } }, 7, 'in-flight'],
    ['may be about to be replaced', { ...waiting, lease: { id: 'a', until: NOW } }, 7, 'in-flight'],
    ['could not be replaced the last time', { ...waiting, lastError }, 7, 'failing'],
    ['is due', { ...waiting, refreshAt: NOW }, 7, 'expected-soon'],
    ['has been due for long', { ...waiting, refreshAt: NOW - HOUR }, 7, 'expected-soon'],
  ])('is left when it %s', (_, principal, rejected, why) => {
    expect(decide(principal, rejected)).toEqual({ do: 'leave', why });
  });

  test('is left when others told of it before, at the same time or later', () => {
    const marked = { ...waiting, refreshAt: NOW };

    expect(decide(marked).do).toBe('leave');
    expect(decide(marked, 7, NOW + 30 * SECOND).do).toBe('leave');
  });

  test('over the end of a lease is replaced: whoever held it died', () => {
    const principal = { ...waiting, lease: { id: 'a', until: NOW - SECOND } };

    expect(decide(principal)).toEqual({ do: 'look', at: NOW });
  });
});

describe('a token that is rejected too soon', () => {
  const since = (ms: number) => ({ ...waiting, lastRefreshedAt: NOW - ms });

  test('is replaced in the tick after the last refresh, and not forgotten', () => {
    expect(decide(since(20 * SECOND))).toEqual({ do: 'look', at: NOW + 25 * SECOND });
  });

  test('is replaced a quarter of an hour after the last refresh once several were', () => {
    const budget = (used: number) => ({ left: MOST_AT_ONCE - used, at: NOW });
    const quick = { ...since(20 * SECOND), publishBudget: budget(4) };
    const slow = { ...since(20 * SECOND), publishBudget: budget(5) };

    expect(decide(quick)).toEqual({ do: 'look', at: NOW + 25 * SECOND });
    expect(decide(slow)).toEqual({ do: 'look', at: NOW - 20 * SECOND + 15 * MINUTE });
  });

  test.each([
    ['at the reserve', 10, 1],
    ['below it', 8, 3],
  ])('waits for the versions that are missing %s', (_, left, missing) => {
    const publishBudget = { left, at: NOW - MINUTE };

    const decided = decide({ ...waiting, publishBudget, refreshAt: NOW + DAY });

    expect(decided).toEqual({ do: 'look', at: NOW - MINUTE + missing * EVERY });
  });

  test('is left where its own refresh comes sooner than a version', () => {
    const principal = { ...waiting, publishBudget: { left: 10, at: NOW }, refreshAt: NOW + EVERY - MINUTE };

    expect(decide(principal)).toEqual({ do: 'leave', why: 'expected-soon' });
  });

  test('and has ended may use the reserve', () => {
    const principal = { ...waiting, expiresAt: NOW - SECOND, publishBudget: { left: 3, at: NOW } };

    expect(decide(principal)).toEqual({ do: 'look', at: NOW });
  });

  test('waits as much less as everything else in a faster tempo', () => {
    const decided = onRejection({ principal: since(0), rejected: new Set([7]), now: NOW }, faster(12));

    expect(decided).toEqual({ do: 'look', at: NOW + 3.75 * SECOND });
  });
});

describe('a consumer that rejects every token at once, for days', () => {
  const INTO_A_RUN = 5 * SECOND;
  /** Times of all refreshes: each as soon as the rejection of the last allows, or as steady refreshing wants. */
  const refreshes = (lifetime: number, days: number) => {
    const times: number[] = [];
    let afforded = true;
    let budget = freshBudget(NOW);
    for (let now = NOW + INTO_A_RUN; now < NOW + days * DAY; ) {
      const life = { issuedAt: now, expiresAt: now + lifetime };
      const pace = paceOf(life, AS_DEPLOYED);
      if (times.length > 0) afforded &&= affordsRefresh(budget, pace, now, true);
      times.push(now);
      budget = spend(budget, pace, now);
      const steady = lookAgain(life, 1, AS_DEPLOYED);
      const principal = aPrincipal({
        ...life,
        lastRefreshedAt: now,
        publishBudget: budget,
        refreshAt: steady,
      });
      const decided = decide(principal, 7, now + SECOND);
      // The tick that finds it due, a few seconds into it.
      const at = decided.do === 'look' ? decided.at : steady;
      now = Math.ceil(at / MINUTE) * MINUTE + INTO_A_RUN;
    }
    return { times, afforded };
  };
  const lifetimes = fc.integer({ min: 20 * 60, max: 40 * 3_600 }).map((seconds) => seconds * SECOND);

  test('never takes a version that steady refreshing needs, nor more than a secret keeps', () => {
    fc.assert(
      fc.property(lifetimes, (lifetime) => {
        const { times, afforded } = refreshes(lifetime, 4);

        const inADay = times.map((from) => times.filter((at) => at >= from && at < from + DAY).length);
        return afforded && Math.max(...inADay) <= 100;
      }),
      { numRuns: 60 },
    );
  });

  test('gets a few in quick succession, then nearly four an hour, then as many as come back', () => {
    const { times } = refreshes(2 * HOUR, 4);

    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(gaps.slice(0, 4)).toEqual([MINUTE, MINUTE, MINUTE, MINUTE]);
    expect(gaps.slice(5, 60).every((gap) => gap === 16 * MINUTE)).toBe(true);
    expect(gaps.slice(-5).every((gap) => gap > 80 * MINUTE)).toBe(true);
  });
});
