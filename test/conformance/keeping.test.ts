import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { mortal, type Step } from '../flow/death.ts';
import { rescuedFrom } from '../flow/rescue-line.ts';
import { environments } from './environments.ts';

const MINUTE = 60_000;

/** The same ports, with some calls on the table replaced. */
const withPrincipals = (ports: Ports, calls: Partial<Ports['principals']>): Ports => ({
  ...ports,
  principals: { ...ports.principals, ...calls },
});

describe.each(environments)('keeping what was obtained on $name', (environment) => {
  test.each<[string, Step, 'before' | 'after', 'refreshed' | 'republished']>([
    ['between claiming and asking', 'transport.send', 'before', 'refreshed'],
    ['between keeping and publishing', 'vault.publish', 'before', 'republished'],
    ['between publishing and settling', 'principals.settle', 'before', 'republished'],
  ])(
    'a run that is killed %s: the next one ends the work, and the provider is asked once',
    async (...gap) => {
      const [, step, when, mended] = gap;
      await using bed = await environment.open();
      await bed.enrol('kii', 'thing');
      const { ports, died } = mortal(bed.ports, step, when);
      void bed.tick(ports);
      await died;
      bed.clock.advance(2 * MINUTE);

      const { tally } = await bed.tick();

      expect(tally.of(mended)).toBe(1);
      expect(await bed.serves('kii', 'thing')).toBe(true);
      expect(bed.clouds.kii.counts).toMatchObject({ calls: 1, reused: 0 });
      expect(await bed.row('thing')).not.toHaveProperty('presented');
    },
  );

  test('runs that overlap share the work: each principal is asked for once', async () => {
    await using bed = await environment.open();
    for (let i = 0; i < 12; i += 1) await bed.enrol('dkn', `home-${i}`);
    const { controls } = bed.ports;
    const unleased = { ...bed.ports, controls: { ...controls, takeRunLease: async () => true } };

    const runs = await Promise.all([bed.tick(unleased), bed.tick(unleased), bed.tick(unleased)]);

    expect(runs.reduce((sum, { tally }) => sum + tally.of('refreshed'), 0)).toBe(12);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 12, reused: 0 });
  });

  test('the run lease is taken by one', async () => {
    await using bed = await environment.open();
    const now = bed.clock.now();
    const take = (id: string) => bed.ports.controls.takeRunLease(id, now + MINUTE, now);

    const taken = await Promise.all(['a', 'b', 'c', 'd'].map(take));

    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test('of 40 claims at once one wins, and the row is the winner’s', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');
    const now = bed.clock.now();
    const claim = async (leaseId: string) => {
      const by = { app: 'dkn', provider: 'dkn', leaseId, until: now + MINUTE, now };
      return { leaseId, ...(await bed.ports.principals.claim('anna', by)) };
    };

    const claims = await Promise.all(Array.from({ length: 40 }, (_, i) => claim(`lease-${i}`)));

    const winners = claims.filter(({ write }) => write === 'done');
    expect(winners).toHaveLength(1);
    expect((await bed.row('anna')).lease?.id).toBe(winners[0]?.leaseId);
  });

  test('a claim and a keep that landed before their answer was lost are recognised as done', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');
    const { generation } = await bed.row('anna');
    const { claim, keep } = bed.ports.principals;
    const repeating = withPrincipals(bed.ports, {
      claim: (...call) => claim(...call).then(() => claim(...call)),
      keep: (...call) => keep(...call).then(() => keep(...call)),
    });

    const { tally } = await bed.tick(repeating);

    expect(tally.of('published')).toBe(1);
    expect(tally.of('rescued')).toBe(0);
    expect((await bed.row('anna')).generation).toBe(generation + 1);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
  });

  test('a keep that cannot be written goes out sealed, and an operator restores the grant from it', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');
    const unwritable = withPrincipals(bed.ports, {
      keep: () => Promise.reject(new Error('the table does not answer')),
    });

    const { tally } = await bed.tick(unwritable);
    const record = rescuedFrom(bed);
    bed.clock.advance(2 * MINUTE);
    const restored = await bed.ports.principals.restore('anna', record.generation, record, bed.clock.now());
    await bed.tick();

    expect(tally.of('rescued')).toBe(1);
    expect(restored.write).toBe('done');
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
  });

  test('a row that breaks the contract is left as it is, named, and delays nobody', async () => {
    await using bed = await environment.open();
    const TableName = bed.settings.principalsTable;
    const poison = {
      principalId: { S: 'poison' },
      dueQueue: { S: 'dkn' },
      refreshAt: { N: '1' },
      state: { S: 'active' },
      provider: { S: 'dkn' },
      app: { S: 'dkn' },
      sealed: { S: 'not even bytes' },
    };
    await bed.clients.dynamo.send(new PutItemCommand({ TableName, Item: poison }));
    await bed.enrol('dkn', 'anna');

    const { tally } = await bed.tick();

    const Key = { principalId: poison.principalId };
    const { Item } = await bed.clients.dynamo.send(new GetItemCommand({ TableName, Key }));
    expect(Item).toEqual(poison);
    expect(tally.of('malformed')).toBe(1);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});
