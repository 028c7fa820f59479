import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { malformedRemoval } from '../../lambdas/adapters/malformed-removal.ts';
import type { Item } from '../../lambdas/adapters/rows.ts';
import { PRINCIPALS_TABLE } from '../support/aws.ts';
import { active, ended, LEASE_END, NOW, seconds, storedRow, theirs } from '../support/principals.ts';
import { openPrincipalsTable } from '../support/principals-table.ts';

let table: Awaited<ReturnType<typeof openPrincipalsTable>>;

beforeAll(async () => {
  table = await openPrincipalsTable();
});
afterAll(() => table.close());

const ID = { principalId: { S: 'spoilt' } };
const spoilt = (change: Item, lease?: typeof theirs): Item => ({
  ...storedRow(active({ principalId: 'spoilt', ...(lease && { lease }) })),
  failures: { S: 'odd' },
  ...change,
});
const removal = async (item: Item) => {
  await table.items.put(item);
  const answer = await table.principals.removeMalformed('spoilt', NOW);
  return { answer, left: await table.items.at('spoilt') };
};

describe('the removal of a row that breaks the contract', () => {
  test.each<[string, Item]>([
    ['has one odd attribute', spoilt({})],
    ['has no generation and no mark', ID],
    ['has marks of odd types', spoilt({ generation: { S: 'x' }, keptBy: { L: [] } })],
    ['was held once', spoilt({}, ended)],
    ['has a lease that is none', spoilt({ lease: { S: 'odd' } })],
    [
      'is held until a time in milliseconds',
      spoilt({ lease: { M: { id: { S: 'x' }, until: { N: String(NOW) } } } }),
    ],
  ])('takes away one that %s', async (_, item) => {
    const { answer, left } = await removal(item);

    expect(answer).toEqual({ write: 'gone' });
    expect(left).toBeUndefined();
  });

  test.each<[string, Item]>([
    ['that is sound', storedRow(active({ principalId: 'spoilt' }))],
    ['that a run holds', spoilt({}, theirs)],
    ['whose lease ends this very second', spoilt({}, { ...theirs, until: NOW })],
  ])('leaves one %s', async (_, item) => {
    const { answer, left } = await removal(item);

    expect(answer.write).toBe('stale');
    expect(left).toEqual(item);
  });

  test('takes what a run held once its lease has ended', async () => {
    await table.items.put(spoilt({}, theirs));

    expect(await table.principals.removeMalformed('spoilt', LEASE_END + 1_000)).toEqual({ write: 'gone' });
  });

  test('finds nothing where nothing is', async () => {
    expect(await table.principals.removeMalformed('nobody', NOW)).toEqual({ write: 'gone' });
  });

  test('leaves a row that was written between reading and removing', async () => {
    await table.items.put(spoilt({}));
    const kept = spoilt({ generation: { N: '8' }, refreshAt: { N: String(seconds(NOW)) } });
    const { dynamo } = table.clients;
    const send = dynamo.send.bind(dynamo);
    let calls = 0;
    const between = Object.assign(Object.create(dynamo), {
      send: async (...args: Parameters<typeof send>) => {
        calls += 1;
        if (calls === 2) await table.items.put(kept);
        return send(...args);
      },
    });

    const answer = await malformedRemoval(between, PRINCIPALS_TABLE).removeMalformed('spoilt', NOW);

    expect(answer).toMatchObject({ write: 'stale', now: { row: 'malformed' } });
    expect(await table.items.at('spoilt')).toEqual(kept);
  });
});
