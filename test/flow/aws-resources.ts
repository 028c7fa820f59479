import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand } from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { awsClients, type Clients } from '../../lambdas/adapters/clients.ts';
import type { ConnectSettings } from '../../lambdas/adapters/connect.ts';
import { DEFAULT_SECRET_PREFIX, DUE_INDEX, KEYS } from '../../lambdas/contract.ts';

/** URLs of the services that somebody else's emulator plays; ours plays the rest. */
export type Addresses = { readonly [Service in keyof Clients]?: string };

export const clientsAt = (ours: { url: string; region: string }, elsewhere: Addresses): Clients => {
  const at = (endpoint = ours.url): Clients =>
    awsClients(50, {
      endpoint,
      region: ours.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  return {
    dynamo: at(elsewhere.dynamo).dynamo,
    secrets: at(elsewhere.secrets).secrets,
    kms: at(elsewhere.kms).kms,
    events: at(elsewhere.events).events,
  };
};

/** What the stack makes. @param suffix tells one bed's resources from another's where several share an emulator */
export const createResources = async (clients: Clients, suffix: string): Promise<ConnectSettings> => {
  const names = {
    principalsTable: `Principals${suffix}`,
    controlsTable: `Controls${suffix}`,
    secretPrefix: `${DEFAULT_SECRET_PREFIX}${suffix}`,
    eventBus: `events${suffix}`,
    fleet: 'test',
  };
  await createTables(clients, names);
  await clients.events.send(new CreateEventBusCommand({ Name: names.eventBus }));
  const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({}));
  return { ...names, keyArn: KeyMetadata?.Arn ?? '' };
};

const createTables = async (
  { dynamo }: Clients,
  { principalsTable, controlsTable }: Pick<ConnectSettings, 'principalsTable' | 'controlsTable'>,
): Promise<void> => {
  const common = { BillingMode: 'PAY_PER_REQUEST' } as const;
  await dynamo.send(
    new CreateTableCommand({
      ...common,
      TableName: principalsTable,
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
    }),
  );
  await dynamo.send(
    new CreateTableCommand({
      ...common,
      TableName: controlsTable,
      AttributeDefinitions: [{ AttributeName: KEYS.controls, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: KEYS.controls, KeyType: 'HASH' }],
    }),
  );
};
