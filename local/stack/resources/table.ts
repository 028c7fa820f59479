import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Consumed } from '../../aws/consumed-capacity.ts';
import type { Make, Site } from '../site.ts';
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
  const input = tableInput(name, properties);
  try {
    await dynamoDb.send(new CreateTableCommand(input));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    await expectSame(dynamoDb, input);
  }
  await waitUntilTableExists({ client: dynamoDb, ...WAIT_SECONDS }, { TableName: name });
  site.tables.set(logicalId, name);
  site.endings.push(site.aws.onConsumed((consumed) => putConsumed(name, consumed, site)));
  return { ref: name, attributes: { Arn: site.arn('dynamodb', `table/${name}`) } };
};

/** A data folder kept the table from an earlier run, perhaps from that of an older template. Nothing here changes a table. */
const expectSame = async (dynamoDb: DynamoDBClient, wanted: CreateTableCommandInput): Promise<void> => {
  const { Table = {} } = await dynamoDb.send(new DescribeTableCommand({ TableName: wanted.TableName }));
  if (!isDeepStrictEqual(shapeOf(Table), shapeOf(wanted)))
    throw new Error(
      `the table ${wanted.TableName} is there already, with other keys or indexes: use another data folder`,
    );
};

const shapeOf = ({
  KeySchema,
  GlobalSecondaryIndexes = [],
  LocalSecondaryIndexes = [],
}: CreateTableCommandInput | TableDescription) => ({
  KeySchema,
  indexes: [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]
    .map(({ IndexName = '', KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }))
    .toSorted((a, b) => (a.IndexName < b.IndexName ? -1 : 1)),
});

/** As DynamoDB measures it. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
const putConsumed = (
  name: string,
  { tableName, index, kind, units }: Consumed,
  { cloudWatch }: Site,
): void => {
  if (tableName !== name) return;
  cloudWatch.metrics.put({
    namespace: 'AWS/DynamoDB',
    name: kind === 'read' ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits',
    dimensions: { TableName: name, ...(index !== undefined && { GlobalSecondaryIndexName: index }) },
    at: cloudWatch.now(),
    values: [units],
    unit: 'Count',
  });
};
