import { describe, expect, test } from '@jest/globals';
import { LIMITS } from '../../lambdas/flow/limits.ts';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { tick } from '../../lambdas/flow/tick.ts';
import { type Bed, openBed } from './bed.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const RUN = 50 * SECOND;
const PACE = { concurrency: 16, publishRate: 10_000 };

/** Ports under which keeping is preceded by something else. */
const beforeKeeping = (bed: Bed, happens: () => unknown): Ports => {
  const { principals } = bed.ports;
  return {
    ...bed.ports,
    principals: {
      ...principals,
      keep: async (...args) => {
        await happens();
        return principals.keep(...args);
      },
    },
  };
};

describe('a lease that has ended', () => {
  test('before the provider is asked: nothing is sent, though the run has time left', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { sealer } = bed.ports;
    const slow: Ports = {
      ...bed.ports,
      sealer: {
        ...sealer,
        prepare: () => {
          bed.clock.advance(6 * SECOND);
          return sealer.prepare();
        },
      },
    };
    const leaseOf5Seconds = { ...LIMITS, leaseBeyondDeadline: 5 * SECOND - RUN };

    await tick(slow, { ...PACE, deadline: bed.clock.now() + RUN, limits: leaseOf5Seconds });

    expect(bed.clouds.dkn.counts.calls).toBe(0);
    const row = await bed.row('anna');
    expect(row.lastError?.code).toBe('out-of-time');
    expect(row).not.toHaveProperty('presented');
  });

  test('before publishing: this run leaves it, the next one publishes what was kept without asking', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { generation } = await bed.row('anna');

    await bed.tick(beforeKeeping(bed, () => bed.clock.advance(RUN + LIMITS.leaseBeyondDeadline + SECOND)));
    const published = await bed.secret('dkn', 'anna');
    const kept = await bed.row('anna');
    bed.clock.advance(MINUTE);
    const { tally: later } = await bed.tick();

    expect(published).toBeUndefined();
    expect(kept).toMatchObject({ generation: generation + 1, publishedGeneration: 0 });
    expect(later.of('republished')).toBe(1);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });
});

describe('a row that is halted between asking and keeping', () => {
  test('gets the grant that was obtained: it is active, in its queue, and published', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const halted: string[] = [];
    const haltedMeanwhile = beforeKeeping(bed, async () => {
      const { lease, generation } = await bed.row('anna');
      await bed.ports.principals.halt('anna', {
        leaseId: lease?.id ?? '',
        generation,
        haltReason: 'refused',
        failures: 1,
        lastError: { code: 'invalid_grant', action: 'Authorize again.', at: bed.clock.now() },
        presented: 'stays',
      });
      halted.push((await bed.row('anna')).state);
    });

    await bed.tick(haltedMeanwhile);

    expect(halted).toEqual(['halted']);
    const row = await bed.row('anna');
    expect(row).toMatchObject({ state: 'active', dueQueue: 'dkn' });
    expect(row.publishedGeneration).toBe(row.generation);
    expect(row).not.toHaveProperty('haltReason');
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});

describe('a run that begins late', () => {
  test('claims nobody once a request and the keeping of its answer no longer fit', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('kii', 'thing');
    const before = [await bed.row('anna'), await bed.row('thing')];
    const deadline = bed.clock.now() + RUN;
    bed.clock.advance(RUN - (LIMITS.provider + LIMITS.persistReserve - SECOND));

    const { ran, tally } = await tick(bed.ports, { ...PACE, deadline });

    expect(ran).toBe(true);
    expect(tally.of('due')).toBe(0);
    expect([await bed.row('anna'), await bed.row('thing')]).toEqual(before);
  });
});
