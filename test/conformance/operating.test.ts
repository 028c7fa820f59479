import { describe, expect, test } from '@jest/globals';
import type { Bed } from '../flow/bed.ts';
import { environments } from './environments.ts';

const MINUTE = 60_000;

/** A principal with a living, published token. */
const published = async (bed: Bed, id: string) => {
  await bed.enrol('dkn', id);
  await bed.tick();
  return bed.row(id);
};

describe.each(environments)('operating on $name', (environment) => {
  test('pause takes a principal out of its queue, resume puts it back, due at once', async () => {
    await using bed = await environment.open();
    await published(bed, 'anna');
    const { principals } = bed.ports;

    const paused = await principals.pause('anna');
    bed.clock.advance(46 * MINUTE);
    await bed.tick();
    const callsWhilePaused = bed.clouds.dkn.counts.calls;
    const resumed = await principals.resume('anna', bed.clock.now());
    await bed.tick();

    expect([paused.write, resumed.write]).toEqual(['done', 'done']);
    expect(callsWhilePaused).toBe(1);
    expect(bed.clouds.dkn.counts.calls).toBe(2);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('mark due brings the next refresh forward: when forced, and for the token that is published', async () => {
    await using bed = await environment.open();
    const { principals } = bed.ports;
    const { publishedGeneration } = await published(bed, 'anna');

    const forced = await principals.markDue('anna', 'forced', bed.clock.now());
    await bed.tick();
    const late = await principals.markDue('anna', { rejected: publishedGeneration }, bed.clock.now());
    const timely = await principals.markDue('anna', { rejected: publishedGeneration + 1 }, bed.clock.now());
    await bed.tick();

    expect([forced.write, late.write, timely.write]).toEqual(['done', 'stale', 'done']);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 3, reused: 0 });
  });

  test('mark due makes no row, and leaves one that a run holds', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');
    const now = bed.clock.now();
    const { principals } = bed.ports;
    await principals.claim('anna', { app: 'dkn', provider: 'dkn', leaseId: 'run', until: now + MINUTE, now });

    const onNobody = await principals.markDue('nobody', 'forced', now);
    const onHeld = await principals.markDue('anna', 'forced', now);

    expect(onNobody).toEqual({ write: 'stale', now: { row: 'missing' } });
    expect(onHeld).toMatchObject({ write: 'stale', now: { principal: { lease: { id: 'run' } } } });
  });

  test('a new grant replaces that of a halted principal, above its generation', async () => {
    await using bed = await environment.open();
    await published(bed, 'anna');
    bed.clock.advance(46 * MINUTE);
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'anna' });
    await bed.tick();
    const halted = await bed.row('anna');
    bed.clouds.dkn.faults.clear();

    await bed.enrol('dkn', 'anna');
    const replaced = await bed.row('anna');
    await bed.tick();

    expect(halted).toMatchObject({ state: 'halted', haltReason: 'refused' });
    expect(replaced.state).toBe('active');
    expect(replaced).not.toHaveProperty('haltReason');
    expect(replaced.generation).toBeGreaterThan(halted.generation);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('a replacement or removal that rests on an older reading changes nothing', async () => {
    await using bed = await environment.open();
    const { generation } = await published(bed, 'anna');
    const before = await bed.row('anna');

    const removed = await bed.ports.principals.remove('anna', generation - 1, bed.clock.now());

    expect(removed).toEqual({ write: 'stale', now: { row: 'found', principal: before } });
    expect(await bed.row('anna')).toEqual(before);
  });

  test('remove returns the row that it took away; a repeated one finds it gone', async () => {
    await using bed = await environment.open();
    const row = await published(bed, 'anna');
    const remove = () => bed.ports.principals.remove('anna', row.generation, bed.clock.now());

    const first = await remove();
    const second = await remove();

    expect(first).toEqual({ write: 'done', principal: row });
    expect(second).toEqual({ write: 'gone' });
  });

  test('who is enrolled again after a removal starts above what the old secret shows', async () => {
    await using bed = await environment.open();
    await published(bed, 'anna');
    await bed.ports.principals.markDue('anna', 'forced', bed.clock.now());
    await bed.tick();
    const { generation } = await bed.row('anna');
    await bed.ports.principals.remove('anna', generation, bed.clock.now());

    await bed.enrol('dkn', 'anna');
    await bed.tick();

    expect((await bed.secret('dkn', 'anna'))?.generation).toBe(generation + 2);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('a one-token app serves the principal that claimed it first', async () => {
    await using bed = await environment.open();
    await bed.enrol('huawei', 'platform');

    const second = bed.enrol('huawei', 'other');

    await expect(second).rejects.toThrow('one token alive per app');
  });
});
