import { describe, expect, test } from '@jest/globals';
import { remove } from '../../../lambdas/flow/operator/remove.ts';
import { openBed } from '../bed.ts';
import { withCode } from '../enrolments.ts';
import { holdAt } from '../hold.ts';
import { deletedAt, isGone, LATER, published } from './removals.ts';

const MINUTE = 60_000;

describe('a removal in the middle of other things', () => {
  test.each(['transport.send', 'principals.keep', 'vault.publish', 'principals.settle'] as const)(
    'of a refresh (before %s) is refused with the time to wait, and nothing is lost',
    async (step) => {
      await using bed = await openBed();
      await bed.enrol('dkn', 'anna');
      const run = holdAt(bed.ports, step);
      const ticking = bed.tick(run.ports);
      await run.reached;

      const refused = await remove({ principalId: 'anna' }, bed.ports);
      run.release();
      await ticking;
      const servedAfterwards = await bed.serves('dkn', 'anna');
      const removed = await remove({ principalId: 'anna' }, bed.ports);

      expect(refused).toMatchObject({
        done: false,
        remedy: expect.stringMatching(/in flight.*try again in \d+ s/),
      });
      expect(servedAfterwards).toBe(true);
      expect(removed).toEqual(LATER);
    },
  );

  test('of an exchange is refused, too: what its code yielded is kept and published', async () => {
    await using bed = await openBed();
    const exchanging = holdAt(bed.ports, 'transport.send', 'after');
    const enrolling = bed.enrolNow(withCode(bed, 'anna'), exchanging.ports);
    await exchanging.reached;

    const refused = await remove({ principalId: 'anna' }, bed.ports);
    exchanging.release();
    const enrolled = await enrolling;

    expect(refused).toMatchObject({ done: false, remedy: expect.stringMatching(/in flight/) });
    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('that crosses the keeping of a run whose lease has ended: nothing comes back, neither row nor secret', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    bed.clock.advance(46 * MINUTE);
    const run = holdAt(bed.ports, 'principals.keep');
    const ticking = bed.tick(run.ports);
    await run.reached;
    bed.clock.advance(2 * MINUTE);

    const removed = await remove({ principalId: 'anna' }, bed.ports);
    run.release();
    await ticking;

    expect(removed).toEqual(LATER);
    expect(await isGone(bed, 'anna')).toBe(true);
    expect(await bed.secret('dkn', 'anna')).toBeUndefined();
    expect(await deletedAt(bed, 'dkn', 'anna')).toBeDefined();
  });

  test('that rests on a reading which a refresh has overtaken is refused: the new grant stays', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const removing = holdAt(bed.ports, 'principals.remove' as 'principals.keep');
    const removal = remove({ principalId: 'anna' }, removing.ports);
    await removing.reached;

    await bed.tick();
    removing.release();

    expect(await removal).toMatchObject({ done: false, remedy: expect.stringMatching(/changed meanwhile/) });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test.each([
    ['before its secret is looked for', 'vault.find', 'before'],
    ['just before its secret is deleted', 'vault.delete', 'before'],
    ['just after its secret was deleted', 'vault.delete', 'after'],
  ] as const)(
    'while it is enrolled again (%s): consumers of the new one keep their secret',
    async (_, step, when) => {
      await using bed = await openBed();
      await published(bed, 'dkn', 'anna');
      const removing = holdAt(bed.ports, step as 'vault.publish', when);
      const removal = remove({ principalId: 'anna' }, removing.ports);
      await removing.reached;

      await bed.enrol('dkn', 'anna');
      await bed.tick();
      removing.release();

      expect(await removal).toEqual({ done: true, change: 'removed', secret: { secret: 'in-use' } });
      expect(await deletedAt(bed, 'dkn', 'anna')).toBeUndefined();
      expect(await bed.serves('dkn', 'anna')).toBe(true);
    },
  );

  test('at once, after it was enrolled again: its secret is not touched at all', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    const removing = holdAt(bed.ports, 'vault.find' as 'vault.publish');
    const removal = remove({ principalId: 'anna', atOnce: true }, removing.ports);
    await removing.reached;

    await bed.enrol('dkn', 'anna');
    await bed.tick();
    removing.release();

    expect(await removal).toEqual({ done: true, change: 'removed', secret: { secret: 'in-use' } });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('at once, while it is enrolled again: the next tick makes the secret anew', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    const removing = holdAt(bed.ports, 'vault.delete' as 'vault.publish');
    const removal = remove({ principalId: 'anna', atOnce: true }, removing.ports);
    await removing.reached;

    await bed.enrol('dkn', 'anna');
    await bed.tick();
    removing.release();
    const removed = await removal;
    await bed.tick();

    expect(removed).toEqual({ done: true, change: 'removed', secret: { secret: 'in-use' } });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts.reused).toBe(0);
  });
});

describe('who is enrolled again while the old secret waits for its end', () => {
  test('gets it back, with a generation above all that it has shown', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    const before = await bed.secret('dkn', 'anna');
    await remove({ principalId: 'anna' }, bed.ports);
    bed.clock.advance(MINUTE);

    await bed.enrol('dkn', 'anna');
    await bed.tick();

    const after = await bed.secret('dkn', 'anna');
    expect(await deletedAt(bed, 'dkn', 'anna')).toBeUndefined();
    expect(after?.generation).toBeGreaterThan(Number(before?.generation));
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});
