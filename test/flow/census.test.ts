import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { CensusPorts } from '../../lambdas/flow/census-ports.ts';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { type Bed, openBed } from './bed.ts';
import { byHand, codesOf, countNow, portsFor, recordOf } from './censuses.ts';
import { mortal } from './death.ts';

const MINUTE = 60_000;
const SECONDS = 1_000;
const names = (n: number) => Array.from({ length: n }, (_, i) => `home-${i}`);

/** A fleet with living, published tokens. */
const published = async (bed: Bed, n: number): Promise<string[]> => {
  for (const id of names(n)) await bed.enrol('dkn', id);
  await bed.tick();
  return names(n);
};

const askedOf = (bed: Bed) => bed.clouds.dkn.counts.calls;

/** Reads two rows at a time, so that a small fleet has many pages. */
const inSmallPages = (ports: CensusPorts): CensusPorts => ({
  ...ports,
  principals: { ...ports.principals, scan: (segment, after) => ports.principals.scan(segment, after, 2) },
});

describe('a census counts', () => {
  test('principals by state, what is late, what has no living token, and the least time that one still lives', async () => {
    await using bed = await openBed({ lifetimeSeconds: 3_600 });
    await published(bed, 3);
    await bed.enrol('kii', 'thing');
    await bed.ports.principals.pause('home-1');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'home-2' });
    bed.clock.advance(50 * MINUTE);
    await bed.tick();
    bed.clock.advance(5 * MINUTE);
    const ports = portsFor(bed);

    const report = await countNow(bed, { ports });

    const { expiresAt = 0 } = await bed.row('home-0');
    const { expiresAt: thingsEnd = 0 } = await bed.row('thing');
    expect(report).toMatchObject({ done: true, counts: { principals: { active: 2, paused: 1, halted: 1 } } });
    expect(report.counts).toMatchObject({
      overdue: 0,
      expired: 0,
      malformed: 0,
      adopted: 0,
      drift: 0,
      orphans: 0,
    });
    expect(report.counts.leastToExpiry).toBe(Math.min(expiresAt, thingsEnd) - bed.clock.now());
    expect(ports.shown).toEqual([report.counts]);
  });

  test('what ticks left undone', async () => {
    await using bed = await openBed({ lifetimeSeconds: 3_600 });
    await published(bed, 2);
    bed.clock.advance(70 * MINUTE);

    const { counts } = await countNow(bed);

    expect(counts).toMatchObject({ overdue: 2, expired: 2 });
    expect(counts.leastToExpiry).toBeCloseTo(-10 * MINUTE, 0);
  });

  test('for operators: its record has the names that they read', async () => {
    await using bed = await openBed({ lifetimeSeconds: 3_600 });
    await published(bed, 2);

    await countNow(bed);

    expect(unmarshall((await recordOf(bed)) ?? {})).toEqual({
      name: 'census',
      at: Math.floor(bed.clock.now() / SECONDS),
      took_seconds: 0,
      principals: { active: 2, paused: 0, halted: 0 },
      overdue: 0,
      expired: 0,
      // What has begun to pass is not there any more.
      min_seconds_to_expiry: 3_599,
      malformed: 0,
      adopted: 0,
      drift: 0,
      orphans: 0,
    });
  });

  test('a well fleet without writing to a single row, asking anybody or reading a token', async () => {
    await using bed = await openBed();
    await published(bed, 3);
    const before = await Promise.all(names(3).map((id) => byHand(bed).item(id)));
    const asked = askedOf(bed);
    const calls = bed.aws.calls();
    const reads = calls['secretsmanager.GetSecretValue'] ?? 0;
    bed.clock.advance(10 * MINUTE);

    const report = await countNow(bed, { deep: true });

    expect(codesOf(report)).toEqual({ mended: {}, found: {} });
    expect(await Promise.all(names(3).map((id) => byHand(bed).item(id)))).toEqual(before);
    expect(askedOf(bed)).toBe(asked);
    const appsRead = Object.keys(bed.clouds).length;
    expect((bed.aws.calls()['secretsmanager.GetSecretValue'] ?? 0) - reads).toBeLessThanOrEqual(appsRead);
    expect(bed.announced()).toEqual([]);
  });
});

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

describe('a census that does not come to its end', () => {
  test('is gone on with by the next one, which counts as if there had been one', async () => {
    await using bed = await openBed();
    await published(bed, 25);
    await byHand(bed).without('home-3', 'dueQueue');
    await byHand(bed).put({ principalId: { S: 'odd' } });
    const ports = inSmallPages(portsFor(bed));
    const startedAt = bed.clock.now();
    // Every page takes more than a minute.
    const slow: CensusPorts = {
      ...ports,
      principals: {
        ...ports.principals,
        scan(...args) {
          bed.clock.advance(70 * SECONDS);
          return ports.principals.scan(...args);
        },
      },
    };

    const first = await countNow(bed, { ports: slow });
    const left = await recordOf(bed);
    const second = await countNow(bed, { ports });

    expect(first.done).toBe(false);
    expect(first.counts.principals.active).toBeLessThan(25);
    expect(Object.keys(left ?? {}).sort()).toEqual(['name', 'unfinished']);
    expect(second).toMatchObject({
      done: true,
      counts: { principals: { active: 25, paused: 0, halted: 0 }, adopted: 1, malformed: 1, orphans: 0 },
    });
    expect(unmarshall((await recordOf(bed)) ?? {})).toMatchObject({
      took_seconds: Math.floor((bed.clock.now() - startedAt) / SECONDS),
    });
    expect(await recordOf(bed)).not.toHaveProperty('unfinished');
  });

  test('shows no gauge before it is whole', async () => {
    await using bed = await openBed();
    await published(bed, 2);
    const ports = portsFor(bed);
    const { tokenSecrets } = ports;
    const unlisted = {
      ...ports,
      tokenSecrets: { ...tokenSecrets, list: () => Promise.reject(new Error('down')) },
    };

    const broken = countNow(bed, { ports: unlisted });
    await expect(broken).rejects.toThrow('down');
    const shownAtFirst = [...ports.shown];
    const left = await recordOf(bed);
    const again = await countNow(bed, { ports });

    expect(shownAtFirst).toEqual([]);
    expect(left).toHaveProperty('unfinished');
    expect(ports.shown).toEqual([again.counts]);
    expect(again.counts.principals.active).toBe(2);
  });

  test.each(['before', 'after'] as const)('does no harm when it is killed %s a mend', async (when) => {
    await using bed = await openBed();
    await published(bed, 8);
    for (const id of names(8)) await byHand(bed).without(id, 'dueQueue');
    const doomed = mortal(portsFor(bed) as unknown as Ports, 'principals.adopt', when);
    void countNow(bed, { ports: doomed.ports as unknown as CensusPorts });
    await doomed.died;

    const next = await countNow(bed);

    expect(next.counts.principals.active).toBe(8);
    for (const id of names(8)) expect(await bed.row(id)).toMatchObject({ dueQueue: 'dkn' });
    expect((await countNow(bed)).counts).toMatchObject({ adopted: 0, drift: 0 });
  });

  test('is gone on with from where it was a moment before it was killed', async () => {
    await using bed = await openBed();
    await published(bed, 8);
    const ports = inSmallPages(portsFor(bed));
    let scanned = 0;
    const slow: CensusPorts = {
      ...ports,
      principals: {
        ...ports.principals,
        scan(...args) {
          scanned += 1;
          bed.clock.advance(16 * SECONDS);
          return ports.principals.scan(...args);
        },
      },
    };
    const atTheListing = 'tokenSecrets.list' as unknown as Parameters<typeof mortal>[1];
    const doomed = mortal(slow as unknown as Ports, atTheListing, 'before');
    void countNow(bed, { ports: doomed.ports as unknown as CensusPorts });
    await doomed.died;
    const scannedByTheFirst = scanned;

    const next = await countNow(bed, { ports: slow });

    expect(scannedByTheFirst).toBeGreaterThanOrEqual(4);
    expect(scanned - scannedByTheFirst).toBeLessThan(scannedByTheFirst);
    expect(next).toMatchObject({ done: true, counts: { principals: { active: 8 } } });
  });

  test('is begun anew when what it left is old, or cannot be read', async () => {
    await using bed = await openBed();
    await published(bed, 3);
    const { record } = portsFor(bed);
    const lost = { segments: ['done'], listing: 'done', deep: false } as const;
    const counts = { ...(await countNow(bed)).counts, malformed: 99 };
    await record.keep({ ...lost, startedAt: bed.clock.now() - 7 * 60 * MINUTE, counts });

    const afterOld = await countNow(bed);
    await record.keep({ nothing: 'we know' } as unknown as Parameters<typeof record.keep>[0]);
    const afterUnreadable = await countNow(bed);

    expect(afterOld.counts).toMatchObject({ malformed: 0, principals: { active: 3 } });
    expect(afterUnreadable.counts).toMatchObject({ malformed: 0, principals: { active: 3 } });
  });
});
