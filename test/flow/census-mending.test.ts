import { describe, expect, test } from '@jest/globals';
import { openBed } from './bed.ts';
import { askedOf, byHand, codesOf, countNow, names, published } from './censuses.ts';

const MINUTE = 60_000;

describe('a table that was restored or copied', () => {
  test('without index keys: its rows are adopted and served', async () => {
    await using bed = await openBed();
    await published(bed, 3);
    await byHand(bed).without('home-0', 'dueQueue', 'refreshAt');
    await byHand(bed).without('home-1', 'dueQueue');
    bed.clock.advance(2 * 60 * MINUTE);
    await bed.tick();
    const servedBefore = [await bed.serves('dkn', 'home-0'), await bed.serves('dkn', 'home-1')];

    const report = await countNow(bed);
    await bed.tick();

    expect(servedBefore).toEqual([false, false]);
    expect(codesOf(report).mended).toEqual({ 'outside-its-queue': 2 });
    expect(report.counts).toMatchObject({ adopted: 2, malformed: 0 });
    expect([await bed.serves('dkn', 'home-0'), await bed.serves('dkn', 'home-1')]).toEqual([true, true]);
  });

  test('without its controls: ticks learn of its apps again', async () => {
    await using bed = await openBed();
    await published(bed, 2);
    await byHand(bed).forgetApp('dkn');
    bed.clock.advance(2 * 60 * MINUTE);

    const report = await countNow(bed);
    await bed.tick();

    expect(codesOf(report).mended).toEqual({ 'app-made-known': 1 });
    expect(await bed.serves('dkn', 'home-0')).toBe(true);
  });

  test('a row that was halted before its last grant was kept runs again', async () => {
    await using bed = await openBed();
    await published(bed, 1);
    const { generation } = await bed.row('home-0');
    await byHand(bed).set('home-0', {
      state: 'halted',
      haltReason: 'refused',
      haltedGeneration: generation - 1,
    });
    await byHand(bed).without('home-0', 'dueQueue');

    const report = await countNow(bed);

    expect(codesOf(report).mended).toEqual({ 'halted-before-a-later-keep': 1 });
    expect(await bed.row('home-0')).toMatchObject({ state: 'active', dueQueue: 'dkn' });
  });
});

describe('what a census does not understand', () => {
  test('rows that break the contract are counted, named and left byte for byte; their neighbours are looked after', async () => {
    await using bed = await openBed();
    await published(bed, 2);
    const hand = byHand(bed);
    const sound = (await hand.item('home-0')) ?? {};
    const odd = {
      'half-written': { principalId: { S: 'half-written' }, dueQueue: { S: 'dkn' }, refreshAt: { N: '1' } },
      foreign: { principalId: { S: 'foreign' }, colour: { S: 'green' } },
      spoilt: { ...sound, principalId: { S: 'spoilt' }, generation: { S: 'many' } },
      'sleeping beauty': { ...sound, principalId: { S: 'sleeping beauty' }, state: { S: 'sleeping' } },
    };
    for (const item of Object.values(odd)) await hand.put(item);
    await hand.without('home-1', 'dueQueue');

    const report = await countNow(bed, { deep: true });

    expect(report.counts).toMatchObject({ malformed: 4, adopted: 1, principals: { active: 2 } });
    for (const [id, item] of Object.entries(odd)) expect(await hand.item(id)).toEqual(item);
    const ids = report.found.groups().flatMap((group) => group.ids);
    expect(ids.toSorted()).toEqual(['(not shown)', 'foreign', 'half-written', 'spoilt']);
  });

  test('an app or a provider that does not fit is named', async () => {
    await using bed = await openBed();
    await published(bed, 2);
    await byHand(bed).set('home-0', { provider: 'oauth2' });
    await byHand(bed).set('home-1', { provider: 'nobody' });

    const report = await countNow(bed);

    expect(codesOf(report).found).toMatchObject({ 'app-of-another-provider': 1, 'unknown-provider': 1 });
    expect(await bed.row('home-0')).toMatchObject({ provider: 'oauth2' });
  });

  test('a secret without a row is counted and named, and stays', async () => {
    await using bed = await openBed();
    await published(bed, 2);
    await byHand(bed).remove('home-1');

    const report = await countNow(bed);

    expect(report.counts.orphans).toBe(1);
    expect(report.found.groups()).toEqual([
      expect.objectContaining({
        code: 'secret-without-a-row',
        ids: ['refresh-scheduler/tokens/dkn/home-1'],
      }),
    ]);
    expect(await bed.secret('dkn', 'home-1')).toBeDefined();
  });
});

describe('the index of what is due', () => {
  test('holds no row that is paused, and an active one in the queue of its own app', async () => {
    await using bed = await openBed();
    await published(bed, 2);
    await bed.ports.principals.pause('home-0');
    await byHand(bed).set('home-0', { dueQueue: 'dkn' });
    await byHand(bed).set('home-1', { dueQueue: 'kii' });

    const report = await countNow(bed);

    expect(codesOf(report).mended).toEqual({
      'in-a-queue-though-stopped': 1,
      'in-the-queue-of-another-app': 1,
    });
    expect(report.counts.drift).toBe(2);
    expect(await bed.row('home-0')).not.toHaveProperty('dueQueue');
    expect(await bed.row('home-1')).toMatchObject({ dueQueue: 'dkn' });
  });

  test('gives back to ticks a token that was kept and sleeps unpublished', async () => {
    await using bed = await openBed();
    await published(bed, 1);
    const { generation } = await bed.row('home-0');
    await byHand(bed).set('home-0', { publishedGeneration: generation - 1 });
    const asked = askedOf(bed);

    const report = await countNow(bed);
    bed.clock.advance(MINUTE);
    await bed.tick();

    expect(codesOf(report).mended).toEqual({ 'kept-and-not-published': 1 });
    expect(await bed.row('home-0')).toMatchObject({ publishedGeneration: generation });
    expect(askedOf(bed)).toBe(asked);
  });
});

describe('two censuses at once', () => {
  test('come to the same, and mend everything', async () => {
    await using bed = await openBed();
    await published(bed, 6);
    for (const id of names(4)) await byHand(bed).without(id, 'dueQueue');

    const [one, other] = await Promise.all([countNow(bed), countNow(bed)]);

    expect(one.counts.principals).toEqual(other.counts.principals);
    expect(one.counts.adopted + other.counts.adopted).toBeGreaterThanOrEqual(4);
    for (const id of names(4)) expect(await bed.row(id)).toMatchObject({ state: 'active', dueQueue: 'dkn' });
    expect((await countNow(bed)).counts).toMatchObject({ adopted: 0, drift: 0 });
  });
});
