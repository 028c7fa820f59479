import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backOff, type Life, LONGEST_LIFETIME, lookAgain } from '../../lambdas/core/schedule.ts';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { NOW } from './a-principal.ts';

/** A token of this lifetime (ms), asked for now. */
const life = (lifetime: number, refreshTokenLifetime?: number): Life => ({
  issuedAt: NOW,
  expiresAt: NOW + lifetime,
  ...(refreshTokenLifetime === undefined ? {} : { refreshTokenExpiresAt: NOW + refreshTokenLifetime }),
});

const gap = (of: Life, fraction = 0): number => lookAgain(of, fraction, AS_DEPLOYED) - of.issuedAt;

/** Secrets Manager keeps 100 versions and purges none under a day: 14.4 min; the budget gives one back in 15. */
const LEAST_SUSTAINED_GAP = 15 * MINUTE;

const inSeconds = { min: 120, max: 2 * 365 * 24 * 3_600 };
const anyLifetime = fc
  .oneof(fc.integer({ ...inSeconds, max: 4_000 }), fc.integer(inSeconds))
  .map((seconds) => seconds * SECOND);
const sustainable = anyLifetime.filter((lifetime) => lifetime >= 1_200 * SECOND);
const anyFraction = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const SEED = { seed: 20261122, numRuns: 1_000 };

describe('the next look after a success', () => {
  test.each([
    [120, 60],
    [600, 300],
    [1_198, 599],
    [1_199, 600],
    [1_200, 900],
    [1_310, 900],
    [1_640, 1_230],
    [1_800, 1_350],
    [3_600, 2_700],
    [7_200, 5_400],
    [4 * 24 * 3_600, 3 * 24 * 3_600],
    [30 * 24 * 3_600, 29 * 24 * 3_600],
  ])('comes, of a lifetime of %d s, after %d s', (lifetime, after) => {
    expect(gap(life(lifetime * SECOND))).toBe(after * SECOND);
  });

  test.each([
    ['365 days', LONGEST_LIFETIME],
    ['68 years', 68 * 365 * DAY],
    ['for ever', Number.POSITIVE_INFINITY],
  ])('comes after 364 days when the token lives %s', (_, lifetime) => {
    expect(gap(life(lifetime))).toBe(364 * DAY);
  });

  test('is drawn forward by 5 % of the lifetime at most, in whole seconds', () => {
    fc.assert(
      fc.property(anyLifetime, anyFraction, (lifetime, fraction) => {
        const forward = gap(life(lifetime)) - gap(life(lifetime), fraction);

        expect(forward).toBeGreaterThanOrEqual(0);
        expect(forward).toBeLessThan(0.05 * Math.min(lifetime, LONGEST_LIFETIME) + SECOND);
        expect(forward % SECOND).toBe(0);
      }),
      SEED,
    );
  });

  test('is spread over the whole of those 5 % where the lifetime allows it', () => {
    expect(gap(life(HOUR), 1)).toBe(2_700 * SECOND - 180 * SECOND);
    expect(gap(life(HOUR), 0.5)).toBe(2_700 * SECOND - 90 * SECOND);
  });

  test('leaves time for a tick, a run and a cache, whenever the lifetime has room for it', () => {
    fc.assert(
      fc.property(anyLifetime, anyFraction, (lifetime, fraction) => {
        const left = lifetime - gap(life(lifetime), fraction);

        expect(left).toBeGreaterThanOrEqual(60 * SECOND);
        if (lifetime >= 1_310 * SECOND) expect(left).toBeGreaterThanOrEqual(410 * SECOND);
      }),
      SEED,
    );
  });

  test('never comes so soon that steady refreshing uses up the versions of a secret', () => {
    fc.assert(
      fc.property(sustainable, anyFraction, (lifetime, fraction) => {
        expect(gap(life(lifetime), fraction)).toBeGreaterThanOrEqual(LEAST_SUSTAINED_GAP);
      }),
      SEED,
    );
  });

  test('comes in time for a refresh token that ends before the access token', () => {
    const refreshedInTime = gap(life(30 * DAY, HOUR));

    expect(refreshedInTime).toBe(2_700 * SECOND);
  });

  test('does not come at once because a long-lived access token has a jitter longer than its refresh token', () => {
    const soonest = gap(life(365 * DAY, 7 * DAY), 1);

    expect(soonest).toBeGreaterThan(5 * DAY);
  });

  test('takes no notice of a refresh token that outlives the access token', () => {
    expect(gap(life(HOUR, 30 * DAY))).toBe(gap(life(HOUR)));
  });

  test.each([
    ['ended before', -DAY],
    ['ended as we asked', 0],
  ])('takes no notice of a refresh token that %s, and worked all the same', (_, refreshTokenLifetime) => {
    expect(gap(life(HOUR, refreshTokenLifetime))).toBe(gap(life(HOUR)));
  });

  test('never comes before the asking, whatever the times say', () => {
    const anyTime = fc.integer({ min: -400 * DAY, max: 400 * DAY });
    fc.assert(
      fc.property(
        anyTime,
        fc.option(anyTime, { nil: undefined }),
        anyFraction,
        (access, refresh, fraction) => {
          expect(gap(life(access, refresh), fraction)).toBeGreaterThanOrEqual(0);
        },
      ),
      SEED,
    );
  });
});

describe('backing off', () => {
  const waits = (failures: number, fraction: number) =>
    backOff({ failures, now: NOW, fraction }, AS_DEPLOYED) - NOW;

  test.each([
    [0, 0.75, 0.75],
    [1, 0.75, 0.75],
    [2, 1.125, 1.5],
    [3, 2.25, 3],
    [4, 4.5, 6],
    [5, 9, 12],
    [6, 11.25, 15],
    [1_000_000, 11.25, 15],
  ])('waits, after %d failures, %d to %d minutes', (failures, least, most) => {
    expect(waits(failures, 0)).toBe(least * MINUTE);
    expect(waits(failures, 1)).toBe(most * MINUTE);
  });

  test('misses no tick after a first failure in the first quarter of a run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15 }), anyFraction, (second, fraction) => {
        const failed = { failures: 1, now: NOW + second * SECOND, fraction };

        expect(backOff(failed, AS_DEPLOYED)).toBeLessThanOrEqual(NOW + AS_DEPLOYED.tick);
      }),
    );
  });

  test('never sleeps past the end of a living token, and wastes no chance before it', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.integer({ min: 1, max: HOUR }), anyFraction, (failures, left, fraction) => {
        const wait = backOff({ failures, expiresAt: NOW + left, now: NOW, fraction }, AS_DEPLOYED) - NOW;

        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(left);
        expect(wait).toBe(Math.min(waits(failures, fraction), Math.max(0, left - MINUTE)));
      }),
      SEED,
    );
  });

  test('takes no notice of a token that has ended', () => {
    const ended = { failures: 6, expiresAt: NOW, now: NOW, fraction: 1 };

    expect(backOff(ended, AS_DEPLOYED)).toBe(NOW + 15 * MINUTE);
  });
});
