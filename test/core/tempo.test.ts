import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { paceOf } from '../../lambdas/core/budget.ts';
import { backOff, LONGEST_LIFETIME, lookAgain, margin, steadyGap } from '../../lambdas/core/schedule.ts';
import {
  admission,
  afterOutage,
  GOOD_STANDING,
  matterOf,
  type Standing,
} from '../../lambdas/core/standing.ts';
import { AS_DEPLOYED, faster, type Tempo } from '../../lambdas/core/tempo.ts';
import { DAY, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { NOW } from './a-principal.ts';

const SHARES: readonly (keyof Tempo)[] = ['marginShare', 'jitterShare'];

/** How often as fast, and a lifetime (s) at that pace whose counterpart as deployed is still believed. */
const fasterAndLifetime = fc.integer({ min: 2, max: 60 }).chain((times) => {
  const longest = Math.floor(LONGEST_LIFETIME / SECOND / times);
  const seconds = fc.oneof(fc.integer({ min: 1, max: 1_200 }), fc.integer({ min: 1, max: longest }));
  return seconds.map((lifetime) => ({ times, short: lifetime * SECOND, long: lifetime * SECOND * times }));
});
const anyFraction = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const SEED = { seed: 20261122, numRuns: 1_000 };

/** Both are rounded up to a whole second, each in its own time. */
const expectSameButForRounding = (short: number, long: number, times: number) =>
  expect(Math.abs(short - long / times)).toBeLessThanOrEqual(SECOND);

describe('the tempo', () => {
  test('as deployed has a margin with room for a tick, a run and a cache', () => {
    expect(AS_DEPLOYED.leastMargin).toBe(410 * SECOND);
  });

  test('once as fast is the tempo as deployed', () => {
    expect(faster(1)).toEqual(AS_DEPLOYED);
  });

  test('twelve times as fast shortens every span, and leaves the shares', () => {
    const tempo = faster(12);

    for (const [name, value] of Object.entries(AS_DEPLOYED))
      expect([name, tempo[name as keyof Tempo]]).toEqual([
        name,
        SHARES.includes(name as keyof Tempo) ? value : value / 12,
      ]);
  });
});

describe('planning so many times as fast, of a lifetime as many times as short', () => {
  const of = (lifetime: number) => ({ issuedAt: NOW, expiresAt: NOW + lifetime });

  test('keeps the margin in proportion', () => {
    fc.assert(
      fc.property(fasterAndLifetime, ({ times, short, long }) => {
        expect(margin(short, faster(times)) * times).toBeCloseTo(margin(long, AS_DEPLOYED), 3);
      }),
      SEED,
    );
  });

  test('looks again as many times as soon', () => {
    fc.assert(
      fc.property(fasterAndLifetime, anyFraction, ({ times, short, long }, fraction) => {
        const soon = lookAgain(of(short), fraction, faster(times)) - NOW;
        const later = lookAgain(of(long), fraction, AS_DEPLOYED) - NOW;

        expectSameButForRounding(soon, later, times);
      }),
      SEED,
    );
  });

  test('gets versions back as many times as often', () => {
    fc.assert(
      fc.property(fasterAndLifetime, ({ times, short, long }) => {
        const often = paceOf(of(short), faster(times)).everyMs;
        const seldom = paceOf(of(long), AS_DEPLOYED).everyMs;

        expectSameButForRounding(often, seldom, times);
        expectSameButForRounding(steadyGap(short, faster(times)), steadyGap(long, AS_DEPLOYED), times);
      }),
      SEED,
    );
  });

  test.each([
    [100, 20],
    [180, 36],
    [300, 60],
    [360, 72],
    [7_200, 24 * 60],
  ])('twelve times: a token of %d s has the budget of one of %d min, and no more', (seconds, minutes) => {
    const short = paceOf(of(seconds * SECOND), faster(12));
    const long = paceOf(of(minutes * MINUTE), AS_DEPLOYED);

    expect(short).toEqual({ everyMs: long.everyMs / 12, atOnce: long.atOnce });
  });

  test('backs off as many times as shortly', () => {
    const failures = fc.nat(20);
    fc.assert(
      fc.property(fasterAndLifetime, failures, anyFraction, ({ times, short, long }, inARow, fraction) => {
        const failed = { failures: inARow, now: 0, fraction };

        const soon = backOff({ ...failed, expiresAt: short }, faster(times));
        const later = backOff({ ...failed, expiresAt: long }, AS_DEPLOYED);

        expect(soon * times).toBeCloseTo(later, 3);
      }),
      SEED,
    );
  });
});

describe('an app whose cloud is down, twelve times as fast', () => {
  const tempo = faster(12);
  const outages = ['a', 'b', 'c', 'd', 'e'].reduce<Standing>(
    (standing, id) => afterOutage(standing, id, NOW, tempo),
    GOOD_STANDING,
  );

  test('is probed every tick of 5 s', () => {
    expect(admission(outages, NOW + 3 * SECOND).admits).toBe('none');
    expect(admission(outages, NOW + 5 * SECOND).admits).toBe('probe');
  });

  test('is told of after 75 s', () => {
    expect(matterOf(outages, NOW + 75 * SECOND - 1, tempo)).toBeUndefined();
    expect(matterOf(outages, NOW + 75 * SECOND, tempo)?.what).toBe('outage');
  });
});

test('a lifetime is not believed for longer than 365 days, however fast', () => {
  const forEver = { issuedAt: NOW, expiresAt: Number.POSITIVE_INFINITY };

  expect(lookAgain(forEver, 0, faster(12))).toBe(NOW + 365 * DAY - DAY / 12);
});
