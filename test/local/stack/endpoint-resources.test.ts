import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { sdkClients } from '../aws/sdk-clients.ts';
import { runningStacks } from './running-stacks.ts';

const { run, endpoint } = runningStacks();

describe('what the endpoint keeps', () => {
  const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' }];
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' }];
  const table = { Type: 'AWS::DynamoDB::Table', Properties: { AttributeDefinitions, KeySchema } };

  test('is found again if it is a table, with its rows', async () => {
    const clients = sdkClients(endpoint());
    const first = await run({ Rows: table });
    await clients.dynamoDb.send(
      new PutItemCommand({ TableName: first.tables.Rows, Item: { id: { S: 'kept' } } }),
    );

    const second = await run({ Rows: table });

    const { Count } = await clients.dynamoDb.send(new ScanCommand({ TableName: second.tables.Rows }));
    clients.destroy();
    expect(Count).toBe(1);
  });

  test('is refused by its logical id if it is anything else', async () => {
    const bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'once' } };
    await run({ Bus: bus });

    await expect(run({ Bus: bus })).rejects.toThrow(
      'Resources.Bus could not be made: ResourceAlreadyExistsException: Event bus once already exists.',
    );
  });
});
