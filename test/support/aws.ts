import { DeleteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { awsClients, type Clients } from '../../lambdas/adapters/clients.ts';
import { type AwsEndpoint, type AwsOptions, startAws } from '../../local/aws/endpoint.ts';
import { createTables } from './tables.ts';

export const PRINCIPALS_TABLE = 'Principals';
export const CONTROLS_TABLE = 'Controls';

export interface Aws {
  readonly endpoint: AwsEndpoint;
  /** As the functions have them: their limits, their retries, found through the environment. */
  readonly clients: Clients;
  close(): Promise<void>;
}

/** Loopback AWS with the fleet's two tables; `endpoint.faults` makes it misbehave. */
export const startAwsWithTables = async (options: AwsOptions = {}): Promise<Aws> => {
  const endpoint = await startAws(options);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: endpoint.region,
    AWS_ACCESS_KEY_ID: 'LOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const clients = awsClients(64);
  await createTables(clients.dynamo, { principalsTable: PRINCIPALS_TABLE, controlsTable: CONTROLS_TABLE });
  return {
    endpoint,
    clients,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await endpoint.close();
    },
  };
};

export const emptyTable = async (dynamo: DynamoDBClient, TableName: string, key: string): Promise<void> => {
  const keys = { TableName, ProjectionExpression: '#key', ExpressionAttributeNames: { '#key': key } };
  for (;;) {
    const { Items = [] } = await dynamo.send(new ScanCommand(keys));
    if (Items.length === 0) return;
    for (const Key of Items) await dynamo.send(new DeleteItemCommand({ TableName, Key }));
  }
};
