import {
  CreateTableCommand,
  type CreateTableCommandInput,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Make } from '../site.ts';
import type { Properties } from '../template.ts';

const NAME_LENGTH = 255;
const WAIT_SECONDS = { maxWaitTime: 5, minDelay: 0.02, maxDelay: 0.1 };

/**
 * Keys and indexes. The rest has no meaning here: nothing limits throughput (so capacity is always on demand), and
 * encryption, backups, replicas, streams, expiry and protection from deletion are left out.
 */
export const tableInput = (name: string, properties: Properties): CreateTableCommandInput => {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } =
    properties as unknown as CreateTableCommandInput;
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions,
    KeySchema,
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes }),
  };
};

/** `AWS::DynamoDB::Table`, and `AWS::DynamoDB::GlobalTable` with one replica, the table itself. */
export const makeTable: Make = async ({ logicalId, properties }, site) => {
  const { dynamoDb } = site.clients;
  const name = (properties.TableName as string | undefined) ?? site.nameFor(logicalId, NAME_LENGTH);
  try {
    await dynamoDb.send(new CreateTableCommand(tableInput(name, properties)));
  } catch (error) {
    // A data folder kept it from an earlier run.
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client: dynamoDb, ...WAIT_SECONDS }, { TableName: name });
  site.tables.set(logicalId, name);
  return { ref: name, attributes: { Arn: site.arn('dynamodb', `table/${name}`) } };
};
