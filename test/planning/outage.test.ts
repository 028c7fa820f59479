import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { capacityOf } from '../../planning/capacity.ts';
import { type Fleet, fleetOf } from '../../planning/fleet.ts';
import { gapsOf, loadOf } from '../../planning/load.ts';
import { outageOf } from '../../planning/outage.ts';

/** Tick by tick: who is due waits in line, oldest first, and a tick takes as many as it can once the cloud is back. */
const tickByTick = (fleet: Fleet, length: number): { waiting: number; catchUp: number; expired: number } => {
  const { gap } = loadOf(fleet);
  const gaps = gapsOf(fleet.lifetime);
  const { perTick } = capacityOf(fleet);
  const dueAt = Array.from({ length: fleet.principals }, (_, i) => (i * gap) / fleet.principals);
  let [done, expired, waiting] = [0, 0, 0];
  for (let now = MINUTE; ; now += MINUTE) {
    const due = dueAt.filter((at) => at <= now).length;
    if (now <= length) {
      waiting = due;
      continue;
    }
    const until = Math.min(due, done + perTick);
    for (; done < until; done += 1) {
      const margin = fleet.lifetime - (gaps[(done * 37) % gaps.length] ?? 0);
      if (now - (dueAt[done] ?? 0) > margin) expired += 1;
    }
    if (done === due) return { waiting, catchUp: now - length, expired };
  }
};

const fleet = (change: Partial<Fleet> = {}): Fleet =>
  fleetOf({ principals: 10_000, lifetime: 2 * HOUR, apps: 10, ...change });

describe('an outage of an hour', () => {
  test.each([
    ['a fleet with room', fleet()],
    ['one app of a careful cloud', fleet({ apps: 1 })],
    ['a fleet that just fits', fleet({ principals: 48_000 })],
    ['tokens of an hour, all of which come due', fleet({ lifetime: HOUR })],
    ['tokens of a day', fleet({ lifetime: 24 * HOUR, principals: 50_000 })],
  ])('is caught up with as a count tick by tick says: %s', (_, expected) => {
    const counted = tickByTick(expected, HOUR);

    const outage = outageOf(expected, HOUR);

    expect(Math.abs(outage.waiting - counted.waiting) / expected.principals).toBeLessThan(0.02);
    expect(Math.abs(outage.catchUp - counted.catchUp)).toBeLessThan(2 * MINUTE + 0.05 * counted.catchUp);
    expect(Math.abs(outage.expired - counted.expired) / expected.principals).toBeLessThan(0.03);
  });

  test('is never caught up with where ticks do not keep up', () => {
    const { catchUp, expired } = outageOf(fleet({ principals: 60_000 }), HOUR);

    expect(catchUp).toBe(Number.POSITIVE_INFINITY);
    expect(expired).toBe(60_000);
  });
});

describe('an outage that is shorter than the margin', () => {
  test.each([HOUR, 2 * HOUR, 24 * HOUR])('ends no token: lifetime %d ms', (lifetime) => {
    const { hidden } = outageOf(fleet({ lifetime }), HOUR);

    expect(outageOf(fleet({ lifetime }), hidden).expired).toBe(0);
    expect(tickByTick(fleet({ lifetime }), hidden).expired).toBe(0);
    expect(hidden).toBeGreaterThan(10 * MINUTE - SECOND);
  });
});
