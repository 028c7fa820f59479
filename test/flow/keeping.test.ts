import { describe, expect, test } from '@jest/globals';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { type Bed, openBed } from './bed.ts';
import { mortal } from './death.ts';

const MINUTE = 60_000;
const landsUnseen = (bed: Bed, remaining: number) =>
  bed.aws.faults.set({ service: 'dynamodb', operation: 'UpdateItem', kind: 'drop-after', remaining });

const WRITES = [
  ['dynamodb', 'UpdateItem'],
  ['secretsmanager', 'CreateSecret'],
  ['secretsmanager', 'PutSecretValue'],
] as const;

/** Ports under which the first attempt of whatever a call writes is done, and its answer lost. */
const everyWriteLandsUnseen = (bed: Bed): Ports => {
  const spoiled = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, method) {
        const value: unknown = Reflect.get(target, method);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          for (const [service, operation] of WRITES)
            bed.aws.faults.set({ service, operation, kind: 'drop-after', remaining: 1 });
          return value.apply(target, args);
        };
      },
    });
  const { principals, controls, vault } = bed.ports;
  return {
    ...bed.ports,
    principals: spoiled(principals),
    controls: spoiled(controls),
    vault: spoiled(vault),
  };
};

describe('a rotated refresh token is never used twice, and can be lost in one gap only', () => {
  test('overlapping runs share the work: each principal is asked for once', async () => {
    await using bed = await openBed();
    for (let i = 0; i < 12; i += 1) await bed.enrol('dkn', `home-${i}`);
    const unleased = {
      ...bed.ports,
      controls: { ...bed.ports.controls, takeRunLease: async () => true },
    };

    const runs = await Promise.all([bed.tick(unleased), bed.tick(unleased), bed.tick(unleased)]);

    const refreshed = runs.reduce((sum, { tally }) => sum + tally.of('refreshed'), 0);
    expect(refreshed).toBe(12);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 12, reused: 0 });
  });

  test('one run at a time: the second finds the lease taken and does nothing', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { ports, died } = mortal(bed.ports, 'transport.send', 'before');
    void bed.tick(ports);
    await died;

    const second = await bed.tick();

    expect(second.ran).toBe(false);
    expect(bed.clouds.dkn.counts.calls).toBe(0);
  });

  test('every write of a refresh may land unseen and be repeated: one request, one generation more', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { generation } = await bed.row('anna');
    const ports = everyWriteLandsUnseen(bed);
    const before = bed.aws.calls()['dynamodb.UpdateItem'] ?? 0;

    await bed.tick(ports);
    const writes = (bed.aws.calls()['dynamodb.UpdateItem'] ?? 0) - before;
    const first = await bed.row('anna');
    const firstServed = await bed.serves('dkn', 'anna');
    bed.clock.advance(46 * MINUTE);
    await bed.tick(ports);

    // Run lease, claim, keep, settle, end of the run lease: each of them twice.
    expect(writes).toBe(10);
    expect(first).toMatchObject({ generation: generation + 1, publishedGeneration: generation + 1 });
    expect(firstServed).toBe(true);
    expect(bed.aws.calls()['secretsmanager.PutSecretValue']).toBeGreaterThanOrEqual(2);
    expect((await bed.row('anna')).generation).toBe(generation + 2);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 2, reused: 0 });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('a keep whose answer is lost is recognised as done, not asked for again', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { principals } = bed.ports;
    const losingTheAnswer = {
      ...bed.ports,
      principals: {
        ...principals,
        keep: (...args: Parameters<typeof principals.keep>) => {
          landsUnseen(bed, 2);
          return principals.keep(...args);
        },
      },
    };

    const { tally } = await bed.tick(losingTheAnswer);

    expect(tally.of('published')).toBe(1);
    expect(tally.of('rescued')).toBe(0);
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });

  test('a table that is away for a moment after the answer loses nothing', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { principals } = bed.ports;
    const backAt = bed.clock.now() + 4_000;
    const awayForAMoment = {
      ...bed.ports,
      principals: {
        ...principals,
        keep: (...args: Parameters<typeof principals.keep>) =>
          bed.clock.now() < backAt ? Promise.reject(new Error('not now')) : principals.keep(...args),
      },
    };

    const { tally } = await bed.tick(awayForAMoment);

    expect(tally.of('rescued')).toBe(0);
    expect(tally.of('published')).toBe(1);
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });

  test('no key to seal with: the provider is not asked', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const keyless = {
      ...bed.ports,
      sealer: { ...bed.ports.sealer, prepare: () => Promise.reject(new Error('throttled')) },
    };

    const { tally } = await bed.tick(keyless);

    expect(tally.of('deferred')).toBe(1);
    expect(bed.clouds.dkn.counts.calls).toBe(0);
    expect(await bed.row('anna')).not.toHaveProperty('presented');
  });

  test('too near its end a run asks for nobody, and the row is as good as before', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const slow = {
      ...bed.ports,
      sealer: {
        ...bed.ports.sealer,
        prepare: async () => {
          bed.clock.advance(45_000);
          return bed.ports.sealer.prepare();
        },
      },
    };

    await bed.tick(slow);

    expect(bed.clouds.dkn.counts.calls).toBe(0);
    const row = await bed.row('anna');
    expect(row.lastError?.code).toBe('out-of-time');
    expect(row).not.toHaveProperty('presented');
    expect(row.lease).toBeUndefined();
  });

  test('an unreadable reply that holds a new refresh token: that one is kept and asked with next', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'no-access-token' }, { remaining: 1 });

    await bed.tick();
    bed.clock.advance(2 * MINUTE);
    const { tally } = await bed.tick();

    expect(tally.of('refreshed')).toBe(1);
    expect(bed.clouds.dkn.counts).toMatchObject({ refreshed: 2, reused: 0, refused: 0 });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('a token that is not Bearer is kept and not published', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'wrong-type' }, { remaining: 1 });
    const { generation } = await bed.row('anna');

    await bed.tick();

    expect((await bed.row('anna')).generation).toBe(generation + 1);
    expect(await bed.secret('dkn', 'anna')).toBeUndefined();
  });
});
