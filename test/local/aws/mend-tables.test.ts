import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Level } from 'level';
import { dataFolders } from './data-folders.ts';

const { dir, run } = dataFolders();
const TABLE = { TableName: 'Rows' };
const INDEX = 'index-global~Rows~due~';

const row = (id: string, at: number) => ({ id: { S: id }, queue: { S: 'app' }, at: { N: String(at) } });

const due = async (dynamoDb: DynamoDBClient): Promise<unknown[]> => {
  const { Items = [] } = await dynamoDb.send(
    new QueryCommand({
      ...TABLE,
      IndexName: 'due',
      KeyConditionExpression: 'queue = :app',
      ExpressionAttributeValues: { ':app': { S: 'app' } },
    }),
  );
  return Items;
};

beforeEach(() =>
  run(async ({ dynamoDb }) => {
    await dynamoDb.send(
      new CreateTableCommand({
        ...TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'queue', AttributeType: 'S' },
          { AttributeName: 'at', AttributeType: 'N' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'due',
            KeySchema: [
              { AttributeName: 'queue', KeyType: 'HASH' },
              { AttributeName: 'at', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
    for (const item of [row('a', 10), row('b', 20), { id: { S: 'paused' } }])
      await dynamoDb.send(new PutItemCommand({ ...TABLE, Item: item }));
  }),
);

type Store = Level<string, Record<string, unknown>>;
type Entry = readonly [key: string, value: Record<string, unknown>];

/** The key of the entry of row `id` under a prefix. */
const keyOf = (entries: readonly Entry[], prefix: string, id: string): string =>
  entries.find(
    ([key, { id: found }]) => key.startsWith(prefix) && isDeepStrictEqual(found, { S: id }),
  )?.[0] ?? 'none';

/** Changes the store as a crash between two of dynalite's writes would have left it. */
const crash = async (change: (store: Store, entries: readonly Entry[]) => Promise<void>): Promise<void> => {
  const store: Store = new Level(join(dir(), 'dynamodb'), { valueEncoding: 'json' });
  await change(store, await store.iterator().all());
  await store.close();
};

describe('after a crash', () => {
  test('an index leads again to an item that was just taken out of it', async () => {
    await crash((store, entries) => store.del(keyOf(entries, INDEX, 'a')));

    expect(await run(({ dynamoDb }) => due(dynamoDb))).toEqual([row('a', 10), row('b', 20)]);
  });

  test('an index leads no more to what its item did not become', async () => {
    await crash((store, entries) => store.put(keyOf(entries, 'item-Rows~', 'b'), row('b', 5)));

    expect(await run(({ dynamoDb }) => due(dynamoDb))).toEqual([row('b', 5), row('a', 10)]);
  });

  test('a table that was being made is ready, with its indexes', async () => {
    await crash(async (store) => {
      const table = (await store.get('table~Rows')) as Record<string, unknown>;
      const GlobalSecondaryIndexes = (table.GlobalSecondaryIndexes as object[]).map((index) => ({
        ...index,
        IndexStatus: 'CREATING',
      }));
      await store.put('table~Rows', { ...table, TableStatus: 'CREATING', GlobalSecondaryIndexes });
    });

    const { Table } = await run(({ dynamoDb }) => dynamoDb.send(new DescribeTableCommand(TABLE)));

    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE' }],
    });
  });
});

test('an index is left as it is where nothing happened', async () => {
  expect(await run(({ dynamoDb }) => due(dynamoDb))).toEqual([row('a', 10), row('b', 20)]);
});
