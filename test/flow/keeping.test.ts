import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { PendingKeeps } from '../../lambdas/flow/rescued.ts';
import { type Bed, openBed } from './bed.ts';
import { mortal } from './death.ts';
import { rescuedFrom } from './rescue-line.ts';

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

  test('a keep that cannot be written ends as a sealed rescue record, from which an operator restores the grant', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { principals } = bed.ports;
    const unwritable = {
      ...bed.ports,
      principals: { ...principals, keep: () => Promise.reject(new Error('the table does not answer')) },
    };

    const { tally } = await bed.tick(unwritable);
    const rescue = bed.recorder.lines.find(({ message }) => message === 'rescue');
    bed.clock.advance(2 * MINUTE);
    const record = rescuedFrom(bed);
    const restored = await bed.ports.principals.restore('anna', record.generation, record, bed.clock.now());
    await bed.tick();

    expect(tally.of('rescued')).toBe(1);
    expect(rescue?.level).toBe('error');
    expect(restored.write).toBe('done');
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
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

  test('a grant that had to be rescued ends the run: nobody else is put at the same risk', async () => {
    await using bed = await openBed();
    for (let i = 0; i < 40; i += 1) await bed.enrol('dkn', `home-${i}`);
    const { principals } = bed.ports;
    const unwritable = {
      ...bed.ports,
      principals: { ...principals, keep: () => Promise.reject(new Error('the table does not answer')) },
    };

    await bed.tick(unwritable);

    expect(bed.clouds.dkn.counts.calls).toBeLessThanOrEqual(4);
    expect(bed.recorder.runs).toBe(1);
  });

  test('a rescued grant is kept by the next run of the same process, before anybody presents the old one', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { principals } = bed.ports;
    const unwritable = {
      ...bed.ports,
      principals: { ...principals, keep: () => Promise.reject(new Error('the table does not answer')) },
    };
    const pendingKeeps = new PendingKeeps();
    await bed.tick(unwritable, { pendingKeeps });
    bed.clock.advance(2 * MINUTE);

    await bed.tick(bed.ports, { pendingKeeps });

    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
    expect(bed.announced()).toEqual([]);
  });

  test('the rescue record goes out before the function ends, though the table hangs', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { principals } = bed.ports;
    const hanging = {
      ...bed.ports,
      principals: { ...principals, keep: () => new Promise<never>(() => {}) },
      clock: {
        now: () => bed.clock.now(),
        // The wait until shortly before the deadline is the only long one.
        sleep: async (ms: number) => bed.clock.advance(ms),
      },
    };

    const { tally } = await bed.tick(hanging);

    expect(tally.of('rescued')).toBe(1);
    expect(bed.recorder.lines.map(({ message }) => message)).toContain('rescue');
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

describe('a sealed row', () => {
  test('opens in no other row: a blob that was copied is refused and asked with nowhere', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('dkn', 'mallory');
    const { sealed } = await bed.row('anna');
    const { principals } = bed.ports;
    const mallory = await bed.row('mallory');
    await principals.keep('mallory', mallory.generation, 'copied', {
      sealed,
      grantDigest: mallory.grantDigest,
    });

    await bed.tick();

    expect(await bed.row('mallory')).toMatchObject({
      state: 'active',
      lastError: { code: 'sealed-unreadable' },
    });
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
  });

  test('shows nothing of the grant', async () => {
    await using bed = await openBed();
    const { refreshToken } = bed.clouds.dkn.issueGrant({ principal: 'anna' });
    const { enrol } = await import('../../lambdas/flow/enrol.ts');
    const grant = { kind: 'refresh_token', refreshToken: confidential(refreshToken) } as const;
    await enrol({ principalId: 'anna', provider: 'dkn', app: 'dkn', grant }, bed.ports);

    const { sealed } = await bed.row('anna');

    expect(Buffer.from(sealed).includes(refreshToken)).toBe(false);
  });
});

describe('one poisonous row', () => {
  test('is left as it is, named, and delays nobody', async () => {
    await using bed = await openBed();
    const { PutItemCommand, GetItemCommand } = await import('@aws-sdk/client-dynamodb');
    const poison = {
      principalId: { S: 'poison' },
      dueQueue: { S: 'dkn' },
      refreshAt: { N: '1' },
      state: { S: 'active' },
      provider: { S: 'dkn' },
      app: { S: 'dkn' },
      sealed: { S: 'not even bytes' },
    };
    await bed.clients.dynamo.send(new PutItemCommand({ TableName: 'Principals', Item: poison }));
    await bed.enrol('dkn', 'anna');

    const { tally } = await bed.tick();

    const { Item } = await bed.clients.dynamo.send(
      new GetItemCommand({ TableName: 'Principals', Key: { principalId: { S: 'poison' } } }),
    );
    expect(Item).toEqual(poison);
    expect(tally.of('malformed')).toBe(1);
    expect(tally.groups().flatMap(({ ids }) => ids)).toEqual(['poison']);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});
