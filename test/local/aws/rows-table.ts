import {
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

/** A table of rows that one holder at a time can claim. */
export const rowsTable = (client: DynamoDBClient) => ({
  create: () =>
    client.send(
      new CreateTableCommand({
        TableName: 'Rows',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    ),

  claim: (me: string, returned: 'ALL_OLD' | 'NONE' = 'NONE') =>
    client.send(
      new UpdateItemCommand({
        TableName: 'Rows',
        Key: { id: { S: 'p1' } },
        UpdateExpression: 'SET holder = :me',
        ConditionExpression: 'attribute_not_exists(holder)',
        ExpressionAttributeValues: { ':me': { S: me } },
        ReturnValuesOnConditionCheckFailure: returned,
      }),
    ),

  holder: async (): Promise<string | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'Rows', Key: { id: { S: 'p1' } }, ConsistentRead: true }),
    );
    return Item?.holder?.S;
  },
});
