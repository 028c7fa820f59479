import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { statisticOf } from '../../../local/cloudwatch/metrics/statistics.ts';
import {
  minutesOf,
  PeriodError,
  windowsBefore,
  windowsUpTo,
} from '../../../local/cloudwatch/metrics/windows.ts';
import { aDatum, aStore, MINUTE, NOON } from './a-cloud-watch.ts';

const sum = statisticOf('Sum');
type Store = ReturnType<typeof aStore>;

/** Sums of the periods up to now, oldest first. */
const sums = ({ store, time }: Store, range: number, period = 1, dimensions = { fleet: 'local' }) =>
  store
    .read(aDatum(0, 0, { dimensions }), windowsUpTo(time.thisMinute(), range, period))
    .map((distribution) => (distribution ? sum(distribution) : null));

describe('the store of metrics', () => {
  test('puts values together by period, and has none where there are none', () => {
    const at = aStore();

    for (const [value, before] of [
      [1, 0],
      [2, 1],
      [4, 1],
      [8, 3],
    ] as const)
      at.store.put(aDatum(value, before));

    expect(sums(at, 5)).toEqual([null, 8, null, 6, 1]);
    expect(sums(at, 10, 5)).toEqual([14, 1]);
  });

  test('tells metrics apart by their dimensions, in whatever order those come', () => {
    const at = aStore();

    at.store.put(aDatum(1, 0, { dimensions: { fleet: 'local', provider: 'dkn' } }));
    at.store.put(aDatum(2, 0, { dimensions: { provider: 'dkn', fleet: 'local' } }));
    at.store.put(aDatum(4, 0, { dimensions: { fleet: 'local' } }));

    expect(at.store.metrics()).toHaveLength(2);
    expect(sums(at, 1)).toEqual([4]);
  });

  test('does not take what is dated long ago or ahead of the clock', () => {
    const at = aStore();

    for (const before of [180, 10_000, -3, -10_000, Number.NaN]) at.store.put(aDatum(1, before));

    expect(at.store.metrics()).toEqual([]);
  });

  test('reaches as far back as somebody reads', () => {
    const at = aStore();
    at.store.reachBack(2_000);

    at.store.put(aDatum(1, 1_500));

    expect(sums(at, 1_501)[0]).toBe(1);
  });

  test('stays bounded, in time and in the number of metrics, whatever comes', () => {
    const put = fc.record({
      fleet: fc.integer({ min: 0, max: 3_000 }),
      minute: fc.integer({ min: -10, max: 2_000 }),
      value: fc.double(),
    });
    fc.assert(
      fc.property(fc.array(put, { maxLength: 3_000, size: 'max' }), (all) => {
        const { store, clock } = aStore();
        for (const { fleet, minute, value } of all) {
          clock.at = Math.max(clock.at, NOON + minute * MINUTE);
          store.put(aDatum(value, -minute, { dimensions: { fleet: String(fleet) } }));
        }
        expect(store.metrics().length).toBeLessThanOrEqual(1_000);
        expect(store.size).toBeLessThanOrEqual(store.metrics().length * 183);
      }),
      { numRuns: 10 },
    );
  });

  test('does not grow over days', () => {
    const { store, clock } = aStore();
    for (let minute = 0; minute < 5_000; minute += 1) {
      clock.at = NOON + minute * MINUTE;
      store.put(aDatum(1, -minute));
    }

    expect(store.size).toBeLessThanOrEqual(181);
  });
});

describe('at twelve times the tempo', () => {
  test('a minute of the fleet is five seconds', () => {
    const at = aStore({ tempo: 12 });

    at.store.put(aDatum(1));
    at.store.put(aDatum(2, 0, { at: NOON - 5_000 }));
    at.store.put(aDatum(4, 0, { at: NOON - 10_000 }));

    expect(sums(at, 3)).toEqual([4, 2, 1]);
  });

  test('spans that the fleet plans with are as deployed, what machines took is as it is', () => {
    const at = aStore({ tempo: 12 });

    for (const unit of ['Seconds', 'Milliseconds', 'Count', undefined])
      at.store.put(aDatum(10, 0, { unit, dimensions: { fleet: String(unit) } }));

    const read = (fleet: string) => sums(at, 1, 1, { fleet })[0];
    expect(['Seconds', 'Milliseconds', 'Count', 'undefined'].map(read)).toEqual([120, 10, 10, 10]);
  });
});

describe('periods', () => {
  test('of a graph begin at multiples of themselves, and the last is not over yet', () => {
    expect(windowsUpTo(722, 15, 5)).toEqual({ first: 710, period: 5, count: 3 });
  });

  test('of an alarm end with the last minute that is over', () => {
    expect(windowsBefore(722, 3, 5)).toEqual({ first: 707, period: 5, count: 3 });
  });

  test.each([0, 10, 90, -60, 86_460, Number.NaN])('of %d s are not known', (seconds) => {
    expect(() => minutesOf(seconds)).toThrow(PeriodError);
  });
});
