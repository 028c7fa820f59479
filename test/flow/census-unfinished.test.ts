import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { CensusPorts } from '../../lambdas/flow/census-ports.ts';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { openBed } from './bed.ts';
import { byHand, countNow, names, portsFor, published, recordOf } from './censuses.ts';
import { mortal } from './death.ts';

const MINUTE = 60_000;
const SECONDS = 1_000;

/** Reads two rows at a time, so that a small fleet has many pages. */
const inSmallPages = (ports: CensusPorts): CensusPorts => ({
  ...ports,
  principals: { ...ports.principals, scan: (segment, after) => ports.principals.scan(segment, after, 2) },
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
