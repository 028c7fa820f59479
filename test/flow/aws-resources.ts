import { CreateEventBusCommand } from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { awsClients, type Clients } from '../../lambdas/adapters/clients.ts';
import type { FleetSettings } from '../../lambdas/adapters/fleet-settings.ts';
import { DEFAULT_SECRET_PREFIX } from '../../lambdas/contract.ts';
import { createTables } from '../support/tables.ts';

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
export const createResources = async (clients: Clients, suffix: string): Promise<FleetSettings> => {
  const names = {
    principalsTable: `Principals${suffix}`,
    controlsTable: `Controls${suffix}`,
    secretPrefix: `${DEFAULT_SECRET_PREFIX}${suffix}`,
    eventBus: `events${suffix}`,
    fleet: 'test',
  };
  await createTables(clients.dynamo, names);
  await clients.events.send(new CreateEventBusCommand({ Name: names.eventBus }));
  const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({}));
  return { ...names, keyArn: KeyMetadata?.Arn ?? '' };
};
