import { describe, expect, test } from '@jest/globals';
import { faster } from '../../lambdas/core/tempo.ts';
import { tick } from '../../lambdas/flow/tick.ts';
import { type Bed, openBed, START } from './bed.ts';

const SECOND = 1_000;
const names = (n: number) => Array.from({ length: n }, (_, i) => `home-${i}`);

/** Twelve times as fast as deployed: a tick every 5 s. */
const tickFast = (bed: Bed) =>
  tick(bed.ports, {
    deadline: bed.clock.now() + 50 * SECOND,
    concurrency: 16,
    publishRate: 10_000,
    tempo: faster(12),
  });

const ticksFor = async (bed: Bed, seconds: number) => {
  for (let second = 0; second < seconds; second += 5) {
    await tickFast(bed);
    bed.clock.advance(5 * SECOND);
  }
};

describe('a run twelve times as fast', () => {
  test('looks again at a token of 300 s as at one of an hour: after three quarters, less 5 % at most', async () => {
    await using bed = await openBed({ lifetimeSeconds: 300 });
    await bed.enrol('dkn', 'anna');

    await tickFast(bed);

    const { refreshAt } = await bed.row('anna');
    expect(refreshAt).toBeGreaterThanOrEqual(START + 210 * SECOND);
    expect(refreshAt).toBeLessThanOrEqual(START + 225 * SECOND);
  });

  test('looks again in the next tick of 5 s after a failure', async () => {
    await using bed = await openBed({ lifetimeSeconds: 300 });
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'status', status: 503 }, { remaining: 1 });

    await tickFast(bed);
    const failed = await bed.row('anna');
    bed.clock.advance(5 * SECOND);
    await tickFast(bed);

    // 3.75 s, of which a row keeps the whole ones.
    expect(failed).toMatchObject({ failures: 1, refreshAt: START + 3 * SECOND });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('tells of a cloud that is down after 75 s', async () => {
    await using bed = await openBed({ lifetimeSeconds: 300 });
    for (const id of names(5)) await bed.enrol('dkn', id);
    bed.clouds.dkn.faults.set({ kind: 'status', status: 503 });

    await ticksFor(bed, 75);
    const before = bed.announced();
    await ticksFor(bed, 10);

    expect(before).toEqual([]);
    expect(bed.announced()).toEqual(['Refresh Failing: dkn']);
  });
});
