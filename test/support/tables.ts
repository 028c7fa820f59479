import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { FleetSettings } from '../../lambdas/adapters/fleet-settings.ts';
import { DUE_INDEX, KEYS } from '../../lambdas/contract.ts';

/** Keys and index as the stack makes them. */
export const createTables = async (
  dynamo: DynamoDBClient,
  { principalsTable, controlsTable }: Pick<FleetSettings, 'principalsTable' | 'controlsTable'>,
): Promise<void> => {
  const principals: CreateTableCommandInput = {
    TableName: principalsTable,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: KEYS.principals, AttributeType: 'S' },
      { AttributeName: KEYS.dueQueue, AttributeType: 'S' },
      { AttributeName: KEYS.refreshAt, AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: KEYS.principals, KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: DUE_INDEX,
        KeySchema: [
          { AttributeName: KEYS.dueQueue, KeyType: 'HASH' },
          { AttributeName: KEYS.refreshAt, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  };
  const controls: CreateTableCommandInput = {
    TableName: controlsTable,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: KEYS.controls, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: KEYS.controls, KeyType: 'HASH' }],
  };
  for (const table of [principals, controls]) await dynamo.send(new CreateTableCommand(table));
};
