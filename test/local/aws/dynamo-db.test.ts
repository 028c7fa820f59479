import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startAws } from '../../../local/aws/endpoint.ts';
import { openDataFolder } from '../../../local/data-folder.ts';
import { rowsTable } from './rows-table.ts';
import { sdkClients } from './sdk-clients.ts';

type Work<T> = (clients: ReturnType<typeof sdkClients>) => Promise<T>;

/** One run of the endpoint, from start to close. */
const run = async <T>(work: Work<T>, dataDir?: string): Promise<T> => {
  const data = await openDataFolder(dataDir);
  const aws = await startAws({ region: 'eu-west-1', account: '123456789012', data });
  const clients = sdkClients(aws);
  try {
    return await work(clients);
  } finally {
    clients.destroy();
    await aws.close();
    await data.close();
  }
};

test('has tables in its own account and Region', async () => {
  const table = await run(async ({ dynamoDb }) => {
    await rowsTable(dynamoDb).create();
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: 'Rows' }));
    return Table;
  });

  expect(table).toMatchObject({
    TableStatus: 'ACTIVE',
    TableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/Rows',
  });
});

test('lets one of two claims win', async () => {
  const results = await run(async ({ dynamoDb }) => {
    const rows = rowsTable(dynamoDb);
    await rows.create();
    return Promise.allSettled([rows.claim('a'), rows.claim('b')]);
  });

  const lost = results.filter((result) => result.status === 'rejected');
  expect(lost).toMatchObject([{ reason: { name: 'ConditionalCheckFailedException' } }]);
});

test.each([
  ['returns the item with a failed condition, where it is asked for', 'ALL_OLD', { holder: { S: 'a' } }],
  ['returns no item with a failed condition, where it is not', 'NONE', undefined],
] as const)('%s', async (_, returned, item) => {
  const refusal = await run(async ({ dynamoDb }) => {
    const rows = rowsTable(dynamoDb);
    await rows.create();
    await rows.claim('a');
    return rows.claim('b', returned).catch((error) => error);
  });

  expect(refusal.name).toBe('ConditionalCheckFailedException');
  expect(refusal.Item).toEqual(item && { id: { S: 'p1' }, ...item });
});

describe('with a data folder', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'aws-'));
  });

  afterEach(async () => {
    await rm(dataDir, { recursive: true });
  });

  test('keeps its tables over a restart', async () => {
    await run(async ({ dynamoDb }) => {
      await rowsTable(dynamoDb).create();
      await rowsTable(dynamoDb).claim('a');
    }, dataDir);

    const holder = await run(({ dynamoDb }) => rowsTable(dynamoDb).holder(), dataDir);

    expect(holder).toBe('a');
  });

  test('has a table ready, or gone, as soon as it says so', async () => {
    const rounds = run(async ({ dynamoDb }) => {
      const rows = rowsTable(dynamoDb);
      for (let round = 0; round < 50; round += 1) {
        await rows.create();
        await rows.claim('a');
        await dynamoDb.send(new DeleteTableCommand({ TableName: 'Rows' }));
      }
    }, dataDir);

    await expect(rounds).resolves.toBeUndefined();
  });
});
