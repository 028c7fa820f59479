import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE } from '../../lambdas/core/time.ts';
import { CLOUDS } from '../../planning/clouds.ts';
import { ceilingsOf, exceeded, isSoft } from '../../planning/first-limit.ts';
import { DEFAULT_SETTINGS, fleetOf } from '../../planning/fleet.ts';
import { limitsOf } from '../../planning/limits.ts';
import { planOf } from '../../planning/plan.ts';
import { kmsRequests, QUOTAS } from '../../planning/quotas.ts';

const anyFleet = fc.record({
  principals: fc.integer({ min: 1, max: 500_000 }),
  lifetime: fc.integer({ min: 5 * MINUTE, max: 10 * DAY }),
  provider: fc.constantFrom(...CLOUDS),
  apps: fc.integer({ min: 1, max: 50 }),
  readsPerHour: fc.integer({ min: 0, max: 1_000 }),
});

const tenThousand = { principals: 10_000, lifetime: 2 * HOUR };

describe('limits', () => {
  test('are taken more of by a larger fleet, or by as much', () => {
    fc.assert(
      fc.property(anyFleet, fc.integer({ min: 1, max: 100_000 }), (expected, more) => {
        const few = limitsOf(fleetOf(expected));
        const many = limitsOf(fleetOf({ ...expected, principals: expected.principals + more }));

        few.forEach(({ share }, i) => {
          expect(many[i]?.share).toBeGreaterThanOrEqual(share);
        });
      }),
    );
  });

  test('are reached at exactly the number that is told', () => {
    fc.assert(
      fc.property(anyFleet, (expected) => {
        for (const { limit, principals } of ceilingsOf(fleetOf(expected))) {
          if (!Number.isFinite(principals)) continue;
          const shareOf = (n: number) =>
            limitsOf(fleetOf({ ...expected, principals: n })).find(({ id }) => id === limit.id)?.share;

          if (principals > 0) expect(shareOf(principals)).toBeLessThanOrEqual(1);
          expect(shareOf(principals + 1)).toBeGreaterThan(1);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('have each a page of AWS, or are our own', () => {
    const ours = limitsOf(fleetOf(tenThousand)).filter(({ source }) => source === undefined);

    expect(ours.map(({ id }) => id)).toEqual(['pace', 'pool', 'apps', 'census']);
    for (const { source } of [...Object.values(QUOTAS), kmsRequests('us-east-1')])
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
});

describe('the first limit', () => {
  test('is what the cloud allows one app, then the pool, then the pace', () => {
    const orderOf = (change: object) =>
      ceilingsOf(fleetOf({ ...tenThousand, ...change }))
        .filter(({ limit }) => !isSoft(limit))
        .map(({ limit }) => limit.id);

    expect(orderOf({}).slice(0, 3)).toEqual(['apps', 'pool', 'pace']);
    expect(orderOf({ apps: 10 }).slice(0, 2)).toEqual(['pool', 'pace']);
    expect(orderOf({ apps: 10, settings: { ...DEFAULT_SETTINGS, concurrency: 64 } })[0]).toBe('pace');
  });

  test('is not the census, which only takes longer', () => {
    const fleet = fleetOf({ principals: 200_000, lifetime: 30 * DAY, apps: 50 });

    expect(limitsOf(fleet).find(({ id }) => id === 'census')?.share).toBeGreaterThan(1);
    expect(exceeded(fleet)).toEqual([]);
    expect(planOf(fleet).first.limit.id).toBe('secrets');
  });

  test('is the versions of a secret where tokens live under 20 minutes, for any number of principals', () => {
    const { first, billOfCeiling, exceeded } = planOf(fleetOf({ principals: 1, lifetime: 10 * MINUTE }));

    expect(first).toMatchObject({ principals: 0, limit: { id: 'versions' } });
    expect(billOfCeiling).toBeUndefined();
    expect(exceeded.map(({ id }) => id)).toEqual(['versions']);
    expect(planOf(fleetOf({ principals: 1, lifetime: 20 * MINUTE })).exceeded).toEqual([]);
  });
});

describe('what is exceeded', () => {
  test('is named once a fleet is larger than its ceiling, and not before', () => {
    const { first } = planOf(fleetOf(tenThousand));

    const fitting = exceeded(fleetOf({ ...tenThousand, principals: first.principals }));
    const tooMany = exceeded(fleetOf({ ...tenThousand, principals: first.principals + 1 }));

    expect(fitting).toEqual([]);
    expect(tooMany.map(({ id }) => id)).toEqual([first.limit.id]);
  });
});
