import { describe, expect, test } from '@jest/globals';
import type { Rescue } from '../../../lambdas/core/rescue.ts';
import { restore } from '../../../lambdas/flow/operator/restore.ts';
import { type Bed, openBed } from '../bed.ts';
import { holdAt } from '../hold.ts';
import { rescuedFrom } from '../rescue-line.ts';

const MINUTE = 60_000;

/** A refresh whose answer could not be kept: the new grant is in the log alone. */
const rescued = async (bed: Bed): Promise<Rescue> => {
  await bed.enrol('dkn', 'anna');
  const { principals } = bed.ports;
  const keep = () => {
    bed.clock.advance(40_000);
    return Promise.reject(new Error('the table does not answer'));
  };
  await bed.tick({ ...bed.ports, principals: { ...principals, keep } });
  return rescuedFrom(bed);
};

describe('restoring a rescued grant', () => {
  test('gives it to its row: the next tick publishes it, and nobody is asked again', async () => {
    await using bed = await openBed();
    const rescue = await rescued(bed);
    bed.clock.advance(3 * MINUTE);

    const restored = await restore(rescue, bed.ports);
    await bed.tick();

    expect(restored).toEqual({ done: true, change: 'restored' });
    expect(await bed.row('anna')).toMatchObject({ state: 'active', generation: rescue.generation + 1 });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
  });

  test('revives a principal that was halted for the want of it', async () => {
    await using bed = await openBed();
    const rescue = await rescued(bed);
    bed.clock.advance(3 * MINUTE);
    await bed.tick();
    const before = await bed.row('anna');

    const restored = await restore(rescue, bed.ports);
    await bed.tick();

    expect(before).toMatchObject({ state: 'halted', haltReason: 'answer-lost' });
    expect(restored).toEqual({ done: true, change: 'restored' });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Recovered: anna']);
  });

  test('while its run still holds the row is refused with the time to wait', async () => {
    await using bed = await openBed();
    const rescue = await rescued(bed);

    const refused = await restore(rescue, bed.ports);

    expect(refused).toMatchObject({ done: false, remedy: expect.stringMatching(/in flight.*in \d+ s/) });
    expect((await bed.row('anna')).generation).toBe(rescue.generation);
  });

  test.each([
    [
      'whose sealed grant was cut off',
      (rescue: Rescue) => ({ ...rescue, sealed: rescue.sealed.slice(0, 90) }),
    ],
    ['whose sealed grant is made up', (rescue: Rescue) => ({ ...rescue, sealed: Buffer.from('made up') })],
    ['whose digest is of another grant', (rescue: Rescue) => ({ ...rescue, grantDigest: 'another' })],
  ])('a record %s is refused, and the grant in its row stays', async (_, spoil) => {
    await using bed = await openBed();
    const rescue = await rescued(bed);
    bed.clock.advance(3 * MINUTE);
    const before = await bed.row('anna');

    const refused = await restore(spoil(rescue), bed.ports);

    expect(refused).toMatchObject({ done: false, field: 'rescue.sealed' });
    expect(await bed.row('anna')).toEqual(before);
  });

  test('a record of another principal is refused', async () => {
    await using bed = await openBed();
    const rescue = await rescued(bed);
    bed.clock.advance(3 * MINUTE);
    await bed.enrol('dkn', 'bo');
    const before = await bed.row('bo');

    const refused = await restore({ ...rescue, principalId: 'bo', generation: before.generation }, bed.ports);

    expect(refused).toMatchObject({ done: false, field: 'rescue.sealed' });
    expect(await bed.row('bo')).toEqual(before);
  });

  test('twice changes nothing the second time', async () => {
    await using bed = await openBed();
    const rescue = await rescued(bed);
    bed.clock.advance(3 * MINUTE);
    await restore(rescue, bed.ports);
    const before = await bed.row('anna');

    expect(await restore(rescue, bed.ports)).toEqual({ done: true, change: 'unchanged' });
    expect(await bed.row('anna')).toEqual(before);
  });

  test('after the row has moved on is refused, and names both generations', async () => {
    await using bed = await openBed();
    const rescue = await rescued(bed);
    bed.clock.advance(3 * MINUTE);
    await restore(rescue, bed.ports);
    await bed.tick();
    bed.clock.advance(46 * MINUTE);
    await bed.tick();
    const before = await bed.row('anna');

    const refused = await restore(rescue, bed.ports);

    expect(refused).toEqual({
      done: false,
      field: 'rescue.generation',
      remedy: expect.stringContaining(
        `at generation ${before.generation}, the record is of ${rescue.generation}`,
      ),
    });
    expect(await bed.row('anna')).toEqual(before);
  });

  test('that another one overtakes between reading and writing is refused likewise', async () => {
    await using bed = await openBed();
    const rescue = await rescued(bed);
    bed.clock.advance(3 * MINUTE);
    const held = holdAt(bed.ports, 'principals.restore');

    const late = restore({ ...rescue, keptBy: 'a-copy' }, held.ports);
    await held.reached;
    await restore(rescue, bed.ports);
    held.release();

    expect(await late).toMatchObject({ done: false, field: 'rescue.generation' });
    expect(await bed.row('anna')).toMatchObject({ keptBy: rescue.keptBy });
  });

  test('to a row of another app is refused: what is sealed would not open there', async () => {
    await using bed = await openBed();
    const rescue = await rescued(bed);
    bed.clock.advance(3 * MINUTE);
    const before = await bed.row('anna');

    const refused = await restore({ ...rescue, app: 'second' }, bed.ports);

    expect(refused).toMatchObject({ done: false, field: 'rescue.app' });
    expect(await bed.row('anna')).toEqual(before);
  });

  test('to a row that was removed is refused', async () => {
    await using bed = await openBed();
    const rescue = await rescued(bed);
    bed.clock.advance(3 * MINUTE);
    await bed.ports.principals.remove('anna', rescue.generation, bed.clock.now());

    expect(await restore(rescue, bed.ports)).toMatchObject({ done: false, remedy: 'anna is not enrolled' });
  });
});
