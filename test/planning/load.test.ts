import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lookAgain } from '../../lambdas/core/schedule.ts';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { loadOf } from '../../planning/load.ts';

const lifetimes = fc.integer({ min: MINUTE, max: 30 * DAY });

describe('the load of a fleet', () => {
  test.each([
    // Three quarters of the lifetime, less half of the 5 % that jitter may take.
    ['2 h', 2 * HOUR, 0.75 * 7_200 - 0.025 * 7_200],
    ['1 h', HOUR, 0.75 * 3_600 - 0.025 * 3_600],
    // No gap of steady refreshing is shorter than a quarter of an hour.
    ['20 min', 20 * MINUTE, 900],
    // Too short for that: half of it.
    ['10 min', 10 * MINUTE, 300 - 0.025 * 600],
  ])('of tokens that live %s rests on the mean gap of the schedule', (_, lifetime, seconds) => {
    const { gap, refreshesPerSecond, refreshesPerTick } = loadOf({ principals: 10_000, lifetime });

    expect(Math.abs(gap / SECOND - seconds)).toBeLessThan(1);
    expect(refreshesPerSecond).toBeCloseTo((10_000 * SECOND) / gap);
    expect(refreshesPerTick).toBeCloseTo(60 * refreshesPerSecond);
  });

  test('never rests on a gap that the schedule would not draw', () => {
    fc.assert(
      fc.property(lifetimes, (lifetime) => {
        const { gap } = loadOf({ principals: 1, lifetime });
        const drawn = (fraction: number) =>
          lookAgain({ issuedAt: 0, expiresAt: lifetime }, fraction, AS_DEPLOYED);

        expect(gap).toBeGreaterThanOrEqual(drawn(1));
        expect(gap).toBeLessThanOrEqual(drawn(0));
      }),
    );
  });

  test('grows with the fleet, in proportion', () => {
    fc.assert(
      fc.property(lifetimes, fc.integer({ min: 1, max: 1_000_000 }), (lifetime, principals) => {
        const one = loadOf({ principals: 1, lifetime });
        const all = loadOf({ principals, lifetime });

        expect(all.refreshesPerSecond / one.refreshesPerSecond).toBeCloseTo(principals);
      }),
    );
  });

  test.each([
    [20 * MINUTE, 96],
    [2 * HOUR, 86_400 / 5_040],
  ])('says how many versions a secret gets in a day: lifetime %d ms', (lifetime, versions) => {
    expect(loadOf({ principals: 1, lifetime }).versionsPerDay).toBeCloseTo(versions);
  });
});
