import { describe, expect, test } from '@jest/globals';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { PendingKeeps } from '../../lambdas/flow/rescued.ts';
import { type Bed, openBed } from './bed.ts';
import { rescuedFrom } from './rescue-line.ts';

const MINUTE = 60_000;

/** Under these nothing that was obtained can be kept. */
const unwritable = ({ ports }: Bed): Ports => ({
  ...ports,
  principals: {
    ...ports.principals,
    keep: () => Promise.reject(new Error('the table does not answer')),
  },
});

describe('what a provider gave and the table does not take', () => {
  test('a keep that cannot be written ends as a sealed rescue record, from which an operator restores the grant', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');

    const { tally } = await bed.tick(unwritable(bed));
    const rescue = bed.recorder.lines.find(({ message }) => message === 'rescue');
    bed.clock.advance(2 * MINUTE);
    const record = rescuedFrom(bed);
    const restored = await bed.ports.principals.restore('anna', record.generation, record, bed.clock.now());
    await bed.tick();

    expect(tally.of('rescued')).toBe(1);
    expect(rescue?.level).toBe('error');
    expect(bed.recorder.rescues).toBe(1);
    expect(restored.write).toBe('done');
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
  });

  test('a grant that had to be rescued ends the run: nobody else is put at the same risk', async () => {
    await using bed = await openBed();
    for (let i = 0; i < 40; i += 1) await bed.enrol('dkn', `home-${i}`);

    await bed.tick(unwritable(bed));

    expect(bed.clouds.dkn.counts.calls).toBeLessThanOrEqual(4);
    expect(bed.recorder.runs).toBe(1);
  });

  test('a rescued grant is kept by the next run of the same process, before anybody presents the old one', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const pendingKeeps = new PendingKeeps();
    await bed.tick(unwritable(bed), { pendingKeeps });
    bed.clock.advance(2 * MINUTE);

    await bed.tick(bed.ports, { pendingKeeps });

    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
    expect(bed.announced()).toEqual([]);
  });

  test('the rescue record goes out before the function ends, though the table hangs', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { principals } = bed.ports;
    const hanging = {
      ...bed.ports,
      principals: { ...principals, keep: () => new Promise<never>(() => {}) },
      clock: {
        now: () => bed.clock.now(),
        // The wait until shortly before the deadline is the only long one.
        sleep: async (ms: number) => bed.clock.advance(ms),
      },
    };

    const { tally } = await bed.tick(hanging);

    expect(tally.of('rescued')).toBe(1);
    expect(bed.recorder.lines.map(({ message }) => message)).toContain('rescue');
  });
});
