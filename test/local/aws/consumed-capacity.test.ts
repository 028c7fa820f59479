import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Consumed } from '../../../local/aws/consumed-capacity.ts';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { sdkClients } from './sdk-clients.ts';

let aws: AwsEndpoint;
let clients: ReturnType<typeof sdkClients>;
let dynamoDb: DynamoDBClient;
let consumed: Consumed[];
let end: () => void;

beforeEach(async () => {
  aws = await startAws();
  clients = sdkClients(aws);
  ({ dynamoDb } = clients);
  await dynamoDb.send(
    new CreateTableCommand({
      TableName: 'Rows',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'queue', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [{ AttributeName: 'queue', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
  consumed = [];
  end = aws.onConsumed((one) => consumed.push(one));
});
afterEach(async () => {
  clients.destroy();
  await aws.close();
});

const put = (change: object = {}) =>
  dynamoDb.send(
    new PutItemCommand({ TableName: 'Rows', Item: { id: { S: 'a' }, queue: { S: 'q' } }, ...change }),
  );
const get = (change: object = {}) =>
  dynamoDb.send(
    new GetItemCommand({ TableName: 'Rows', Key: { id: { S: 'a' } }, ConsistentRead: true, ...change }),
  );

describe('what requests consume', () => {
  test('is told by table, and by index, though the caller did not ask and gets no more than else', async () => {
    await put();
    const read = await get();
    const found = await dynamoDb.send(
      new QueryCommand({
        TableName: 'Rows',
        IndexName: 'due',
        KeyConditionExpression: 'queue = :q',
        ExpressionAttributeValues: { ':q': { S: 'q' } },
      }),
    );

    expect(consumed).toEqual([
      { tableName: 'Rows', kind: 'write', units: 1 },
      { tableName: 'Rows', kind: 'read', units: 1 },
      { tableName: 'Rows', kind: 'read', units: 0 },
      { tableName: 'Rows', index: 'due', kind: 'read', units: 0.5 },
    ]);
    expect(read).toMatchObject({ Item: { id: { S: 'a' } } });
    expect(found).toMatchObject({ Count: 1, Items: [{ id: { S: 'a' }, queue: { S: 'q' } }] });
    for (const answer of [read, found]) expect(answer.ConsumedCapacity).toBeUndefined();
  });

  test('is told of all tables of a batch', async () => {
    const items = ['b', 'c'].map((id) => ({ PutRequest: { Item: { id: { S: id } } } }));

    await dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { Rows: items } }));

    expect(consumed).toEqual([{ tableName: 'Rows', kind: 'write', units: 2 }]);
  });

  test('is answered to a caller who asks', async () => {
    const { ConsumedCapacity } = await put({ ReturnConsumedCapacity: 'TOTAL' });

    expect(ConsumedCapacity).toEqual({ TableName: 'Rows', CapacityUnits: 1 });
    expect(consumed).toHaveLength(1);
  });

  test('leaves refusals as they are', async () => {
    await put();

    const refused = put({
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'NONE',
    });

    await expect(refused).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(consumed).toHaveLength(1);
  });

  test('is told to nobody once he no longer listens', async () => {
    end();

    await put();

    expect(consumed).toEqual([]);
  });
});
