import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { openBed } from './bed.ts';
import { askedOf, byHand, codesOf, countNow, names, portsFor, published, recordOf } from './censuses.ts';

const MINUTE = 60_000;
const SECONDS = 1_000;

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
