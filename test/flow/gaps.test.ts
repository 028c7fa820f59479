import { describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';
import { mortal, type Step } from './death.ts';

const MINUTE = 60_000;

/** A run that dies at a step, and the time after which another may take the row. */
const dieAt = async (bed: Bed, step: Step, when: 'before' | 'after'): Promise<void> => {
  const { ports, died } = mortal(bed.ports, step, when);
  void bed.tick(ports);
  await died;
  bed.clock.advance(2 * MINUTE);
};

describe('a run that is killed', () => {
  test('before it asks: the next run refreshes, and nothing was presented twice', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');

    await dieAt(bed, 'transport.send', 'before');
    const { tally } = await bed.tick();

    expect(tally.of('refreshed')).toBe(1);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ refreshed: 1, reused: 0, refused: 0 });
  });

  test('between asking and an answer that used nothing up: the next run presents the same grant, as a retry', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'drop' }, { remaining: 1 });

    await dieAt(bed, 'transport.send', 'after');
    const { tally } = await bed.tick();

    expect(tally.of('refreshed')).toBe(1);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts.reused).toBe(0);
  });

  test('between asking and an answer that is lost: halts with "answer lost" and says who must authorize', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'drop-after' }, { remaining: 1 });

    await dieAt(bed, 'transport.send', 'after');
    await bed.tick();

    expect(await bed.row('anna')).toMatchObject({ state: 'halted', haltReason: 'answer-lost' });
    expect(bed.announced()).toEqual(['Reauthorization Required: anna']);
    expect(bed.clouds.dkn.counts).toMatchObject({ reused: 0, retriedAfterLostAnswer: 1 });
  });

  test('between an answer and its keeping: the one gap in which a grant can be lost', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');

    await dieAt(bed, 'principals.keep', 'before');
    await bed.tick();

    expect(await bed.row('anna')).toMatchObject({ state: 'halted', haltReason: 'answer-lost' });
    expect(bed.clouds.dkn.counts.reused).toBe(0);
  });

  test('in that gap, where no person is needed: logs in by itself and loses nothing', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'platform');

    await dieAt(bed, 'principals.keep', 'before');
    const { tally } = await bed.tick();

    expect(tally.of('refreshed')).toBe(1);
    expect(await bed.serves('huawei', 'platform')).toBe(true);
    expect(bed.clouds.huawei.counts).toMatchObject({ logins: 1, reused: 0 });
    expect(bed.announced()).toEqual([]);
  });

  test('between keeping and publishing: the next run publishes without asking the provider', async () => {
    await using bed = await openBed();
    await bed.enrol('kii', 'thing');

    await dieAt(bed, 'vault.publish', 'before');
    const { tally } = await bed.tick();

    expect(tally.of('republished')).toBe(1);
    expect(await bed.serves('kii', 'thing')).toBe(true);
    expect(bed.clouds.kii.counts.calls).toBe(1);
    expect(await bed.row('thing')).not.toHaveProperty('presented');
  });

  test.each(['before', 'after'] as const)(
    'between publishing and settling (%s the write): consumers have the token, and nothing is asked again',
    async (when) => {
      await using bed = await openBed();
      await bed.enrol('kii', 'thing');

      await dieAt(bed, 'principals.settle', when);
      const readMeanwhile = await bed.serves('kii', 'thing');
      await bed.tick();

      expect(readMeanwhile).toBe(true);
      expect(await bed.serves('kii', 'thing')).toBe(true);
      expect(bed.clouds.kii.counts.calls).toBe(1);
      const row = await bed.row('thing');
      expect(row.publishedGeneration).toBe(row.generation);
      expect(row.lease).toBeUndefined();
    },
  );

  test("after keeping, its late publication is the same as the next run's: the same bytes under the same version", async () => {
    await using bed = await openBed();
    await bed.enrol('kii', 'thing');

    await dieAt(bed, 'vault.publish', 'after');
    const before = await bed.secret('kii', 'thing');
    await bed.tick();

    expect(await bed.secret('kii', 'thing')).toEqual(before);
    expect(bed.clouds.kii.counts.calls).toBe(1);
  });
});
