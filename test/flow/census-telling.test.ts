import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';
import { byHand, countNow } from './censuses.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const eventsDown = (bed: Bed) =>
  bed.aws.faults.set({ service: 'events', kind: 'error', status: 400, errorType: 'AccessDeniedException' });

describe('what nobody was told', () => {
  test('a halt is told under the id that it was halted with, once', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'anna' });
    await bed.tick();
    await byHand(bed).without('anna', 'announced');

    await countNow(bed);
    await countNow(bed);

    const [first, again] = bed.aws.events();
    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Reauthorization Required: anna']);
    expect(again?.detail).toMatchObject({ id: first?.detail.id, action: first?.detail.action });
  });

  test('a recovery that a crash swallowed is told, once', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    const { generation } = await bed.row('anna');
    await byHand(bed).set('anna', { announced: { what: 'failing', generation: generation - 1 } });
    bed.clock.advance(5 * MINUTE);

    await countNow(bed);
    await countNow(bed);

    expect(bed.announced()).toEqual(['Recovered: anna']);
    expect(await bed.row('anna')).not.toHaveProperty('announced');
  });

  test('is told by the next census when the bus takes nothing', async () => {
    await using bed = await openBed();
    for (const id of ['anna', 'bo', 'cleo']) {
      await bed.enrol('dkn', id);
      bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: id });
    }
    await bed.tick();
    for (const id of ['anna', 'bo', 'cleo']) await byHand(bed).without(id, 'announced');
    const before = bed.announced().length;
    eventsDown(bed);

    const failed = await countNow(bed);
    bed.aws.faults.clear();
    await countNow(bed);

    expect(failed.done).toBe(true);
    expect(bed.announced().slice(before)).toHaveLength(3);
  });
});

describe('the end of a refresh token', () => {
  /** Refreshed this many times, an hour apart, its refresh token ending so long after the first time or after each. */
  const watch = async (bed: Bed, end: (refreshedAt: number, begin: number) => number, hours: number) => {
    await bed.enrol('dkn', 'anna');
    const begin = bed.clock.now();
    for (let hour = 0; hour < hours; hour += 1) {
      await bed.tick();
      await byHand(bed).set('anna', {
        refreshTokenExpiresAt: Math.floor(end(bed.clock.now(), begin) / SECOND),
      });
      await countNow(bed);
      await countNow(bed);
      bed.clock.advance(HOUR);
    }
  };

  test('that refreshing does not move is told to its owner, with what to do, once', async () => {
    await using bed = await openBed();

    await watch(bed, (_, begin) => begin + 3 * DAY, 4);

    expect(bed.announced()).toEqual(['Reauthorization Required: anna']);
    expect(bed.aws.events()[0]?.detail).toMatchObject({
      code: 'refresh-token-ends',
      reason: expect.stringContaining('2026-01-18'),
      action: expect.stringContaining('authorize the client again'),
    });
  });

  test.each([
    ['moves with every refresh', (refreshedAt: number) => refreshedAt + 3 * DAY],
    ['is as far off as a week', (_: number, begin: number) => begin + 30 * DAY],
    ['is that of a session of hours', (_: number, begin: number) => begin + 10 * HOUR],
  ])('that %s is told to nobody', async (_, end) => {
    await using bed = await openBed();

    await watch(bed, end, 4);

    expect(bed.announced()).toEqual([]);
  });

  test('is over when its owner has authorized again', async () => {
    await using bed = await openBed();
    await watch(bed, (_, begin) => begin + 3 * DAY, 3);
    await byHand(bed).set('anna', {
      refreshTokenExpiresAt: Math.floor((bed.clock.now() + 90 * DAY) / SECOND),
    });

    await countNow(bed);
    await countNow(bed);

    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Recovered: anna']);
    expect(await bed.row('anna')).not.toHaveProperty('endNoted');
  });

  test('does not matter where the app logs in by itself', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'meter');
    for (let hour = 0; hour < 3; hour += 1) {
      await bed.tick();
      await byHand(bed).set('meter', { refreshTokenExpiresAt: 1_768_478_400 + 2 * 86_400 });
      await countNow(bed);
      bed.clock.advance(HOUR);
    }

    expect(bed.announced()).toEqual([]);
  });
});

describe('the end of a certificate', () => {
  /** The clock is two days before the end of what the clouds' apps trust. */
  const nearItsEnd = async (): Promise<Bed> => {
    const bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { ca = '' } = bed.clouds.dkn.app as { ca?: string };
    bed.clock.advance(new X509Certificate(ca).validToDate.getTime() - 2 * DAY - bed.clock.now());
    return bed;
  };
  const ofDkn = (bed: Bed) => bed.announced().filter((one) => one.endsWith(': dkn'));

  test('is told once for its app, with what to do', async () => {
    await using bed = await nearItsEnd();

    await countNow(bed);
    bed.clock.advance(15 * MINUTE);
    await countNow(bed);

    expect(ofDkn(bed)).toEqual(['Configuration Required: dkn']);
    expect(bed.aws.events().find(({ detail }) => detail.app === 'dkn')?.detail).toMatchObject({
      code: 'certificate-ends',
      reason: expect.stringMatching(/^ca ends on \d{4}-\d\d-\d\d/),
      action: expect.stringContaining('new certificate'),
    });
  });

  test('is over when it was replaced', async () => {
    await using bed = await nearItsEnd();
    await countNow(bed);
    const { ca: _, ...withoutIt } = bed.clouds.dkn.app as { ca?: string };
    await bed.putApp('dkn', withoutIt);
    bed.clock.advance(15 * MINUTE);

    await countNow(bed);
    await countNow(bed);

    expect(ofDkn(bed)).toEqual(['Configuration Required: dkn', 'Recovered: dkn']);
  });

  test('is not called over when it has come', async () => {
    await using bed = await nearItsEnd();
    await countNow(bed);
    bed.clock.advance(3 * DAY);

    await countNow(bed);

    expect(ofDkn(bed)).toEqual(['Configuration Required: dkn']);
  });
});
