import { describe, expect, test } from '@jest/globals';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { PendingKeeps } from '../../lambdas/flow/rescued.ts';
import { type Bed, openBed } from './bed.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What the end of a run writes hangs, and whoever waits for a limit by then waits it out. */
const hangingAtTheEnd = (bed: Bed): Ports => {
  const hangs = Promise.withResolvers<void>();
  const hang = (): Promise<never> => {
    hangs.resolve();
    return new Promise(() => {});
  };
  return {
    ...bed.ports,
    controls: { ...bed.ports.controls, save: hang, releaseRunLease: hang },
    clock: {
      now: () => bed.clock.now(),
      async sleep(ms, signal) {
        if (ms <= SECOND) return bed.clock.sleep(ms, signal);
        await hangs.promise;
        if (!signal?.aborted) bed.clock.advance(ms);
      },
    },
  };
};

describe('a table that hangs at the end of a run', () => {
  test('does not take the process along: the run returns before its deadline, with its work done', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const startedAt = bed.clock.now();

    const { ran, tally } = await bed.tick(hangingAtTheEnd(bed));

    expect(ran).toBe(true);
    expect(tally.of('published')).toBe(1);
    expect(bed.clock.now()).toBeLessThan(startedAt + 50 * SECOND);
    expect(bed.recorder.runs).toBe(1);
    expect(bed.recorder.lines).toContainEqual({
      level: 'warn',
      message: 'control item could not be written',
      facts: { error: 'out of time' },
    });
  });

  test('keeps no later run from running, once its lease has ended', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.tick(hangingAtTheEnd(bed));
    bed.clock.advance(MINUTE);

    const { ran } = await bed.tick();

    expect(ran).toBe(true);
  });

  test('loses nothing that was rescued: the next run of the same process keeps it', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const pendingKeeps = new PendingKeeps();
    const ports = hangingAtTheEnd(bed);
    const away = () => Promise.reject(new Error('the table does not answer'));

    const rescuing = await bed.tick(
      { ...ports, principals: { ...ports.principals, keep: away } },
      { pendingKeeps },
    );
    const before = (await bed.row('anna')).generation;
    bed.clock.advance(MINUTE);
    const keeping = await bed.tick(bed.ports, { pendingKeeps });
    bed.clock.advance(MINUTE);
    await bed.tick();

    expect(rescuing.tally.of('rescued')).toBe(1);
    expect(keeping.tally.groups()).toContainEqual(
      expect.objectContaining({ code: 'rescued-grant-kept', ids: ['anna'] }),
    );
    expect((await bed.row('anna')).generation).toBe(before + 1);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ refreshed: 1, reused: 0 });
  });
});
