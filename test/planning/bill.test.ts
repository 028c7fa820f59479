import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE } from '../../lambdas/core/time.ts';
import { billOf } from '../../planning/bill.ts';
import { CLOUDS } from '../../planning/clouds.ts';
import { type Fleet, fleetOf } from '../../planning/fleet.ts';
import { PRICED_REGIONS, pricesOf } from '../../planning/prices.ts';

const principals = fc.integer({ min: 1, max: 500_000 });
const anyFleet = fc.record({
  principals,
  lifetime: fc.integer({ min: 2 * MINUTE, max: 30 * DAY }),
  region: fc.constantFrom(...PRICED_REGIONS, 'sa-east-1'),
  provider: fc.constantFrom(...CLOUDS),
  apps: fc.integer({ min: 1, max: 50 }),
  readsPerHour: fc.integer({ min: 0, max: 100 }),
  tokenBytes: fc.integer({ min: 16, max: 4_096 }),
});

const dollarsOf = (fleet: Fleet, id: string): number =>
  billOf(fleet).lines.find((line) => line.id === id)?.dollars ?? Number.NaN;

describe('the bill', () => {
  test('is the sum of its lines, each its quantity at its price', () => {
    fc.assert(
      fc.property(anyFleet, (expected) => {
        const { lines, total, perPrincipal } = billOf(fleetOf(expected));

        for (const { quantity, price, dollars } of lines) expect(dollars).toBeCloseTo(quantity * price);
        expect(total).toBeCloseTo(lines.reduce((sum, { dollars }) => sum + dollars, 0));
        expect(perPrincipal * expected.principals).toBeCloseTo(total);
        expect(Math.min(...lines.map(({ dollars }) => dollars))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('is never lower for more principals, line by line', () => {
    fc.assert(
      fc.property(anyFleet, principals, (expected, more) => {
        const few = billOf(fleetOf(expected));
        const many = billOf(fleetOf({ ...expected, principals: expected.principals + more }));

        few.lines.forEach(({ dollars }, i) => {
          expect(many.lines[i]?.dollars).toBeGreaterThanOrEqual(dollars);
        });
        expect(many.total).toBeGreaterThan(few.total);
      }),
      {
        examples: [
          // Ticks that do not keep up, and read ever more queues before they begin.
          [
            {
              principals: 20_245,
              lifetime: 2 * MINUTE,
              region: 'us-east-1',
              provider: 'huawei',
              apps: 1,
              readsPerHour: 0,
              tokenBytes: 16,
            },
            12,
          ],
        ],
      },
    );
  });

  test('is never lower for tokens that live half as long', () => {
    fc.assert(
      fc.property(anyFleet, (expected) => {
        const long = billOf(fleetOf(expected));
        const short = billOf(fleetOf({ ...expected, lifetime: expected.lifetime / 2 }));

        expect(short.total).toBeGreaterThanOrEqual(long.total);
      }),
    );
  });

  test('has 40 cents for each secret, by far the largest line, in every Region', () => {
    for (const region of PRICED_REGIONS) {
      const fleet = fleetOf({ principals: 10_000, lifetime: 2 * HOUR, region });
      const { lines, total } = billOf(fleet);

      expect(dollarsOf(fleet, 'secrets')).toBeCloseTo(0.4 * 10_001);
      expect(Math.max(...lines.map(({ dollars }) => dollars))).toBe(dollarsOf(fleet, 'secrets'));
      expect(dollarsOf(fleet, 'secrets') / total).toBeGreaterThan(0.8);
    }
  });

  test('counts a secret for each app, too', () => {
    const sole = fleetOf({ principals: 500, lifetime: HOUR, provider: 'huawei' });
    const shared = fleetOf({ principals: 500, lifetime: HOUR, provider: 'kii', apps: 3 });

    expect(dollarsOf(sole, 'secrets')).toBeCloseTo(0.4 * 1_000);
    expect(dollarsOf(shared, 'secrets')).toBeCloseTo(0.4 * 503);
  });

  test('pays for what consumers read twice: at Secrets Manager, and at KMS', () => {
    const fleet = fleetOf({ principals: 10_000, lifetime: 2 * HOUR, readsPerHour: 12 });
    const calls = 10_000 * 12 * 730;

    expect(dollarsOf(fleet, 'reads')).toBeCloseTo((calls * 0.05) / 10_000);
    expect(dollarsOf(fleet, 'kms-reads')).toBeCloseTo((calls * 0.03) / 10_000);
    expect(dollarsOf({ ...fleet, readsPerHour: 0 }, 'reads')).toBe(0);
  });

  test('says whose prices it shows where a Region has none', () => {
    const known = billOf(fleetOf({ principals: 1, lifetime: HOUR, region: 'eu-west-1' }));
    const unknown = billOf(fleetOf({ principals: 1, lifetime: HOUR, region: 'sa-east-1' }));

    expect(known.region).toBe('eu-west-1');
    expect(unknown.region).toBe('us-east-1');
    expect(pricesOf('sa-east-1')).toEqual(pricesOf('us-east-1'));
  });
});
