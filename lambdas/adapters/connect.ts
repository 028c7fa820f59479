import type { Chance, Clock, Journal, Meter, Ports } from '../flow/ports.ts';
import { appSecrets } from './app-secrets.ts';
import type { Clients } from './clients.ts';
import { systemChance, systemClock } from './clock.ts';
import { controlsTable } from './controls.ts';
import { eventBus } from './event-bus.ts';
import { principalsTable } from './principals.ts';
import { createSealer } from './sealer.ts';
import { createTransport } from './transport.ts';
import { secretsVault, type VaultSettings } from './vault.ts';

export interface ConnectSettings {
  readonly principalsTable: string;
  readonly controlsTable: string;
  readonly keyArn: string;
  readonly fleet: string;
  readonly secretPrefix: string;
  readonly eventBus: string;
}

/** What differs between a deployed function and a test of it. */
export interface Circumstances {
  readonly journal: Journal;
  readonly meter: Meter;
  readonly clock?: Clock;
  readonly chance?: Chance;
}

/** Joins every port with its adapter: the one place that knows them all. */
export const connect = (
  settings: ConnectSettings,
  clients: Clients,
  { journal, meter, clock = systemClock, chance = systemChance }: Circumstances,
): Ports => ({
  principals: principalsTable(clients.dynamo, settings.principalsTable),
  controls: controlsTable(clients.dynamo, settings.controlsTable),
  apps: appSecrets(clients.secrets, vaultSettings(settings), clock),
  sealer: createSealer({ kms: clients.kms, keyArn: settings.keyArn, fleet: settings.fleet }),
  transport: createTransport(),
  vault: secretsVault(clients.secrets, vaultSettings(settings)),
  announcer: eventBus(clients.events, settings.eventBus),
  journal,
  meter,
  clock,
  chance,
});

const vaultSettings = ({ secretPrefix, keyArn, fleet }: ConnectSettings): VaultSettings => ({
  prefix: secretPrefix,
  keyArn,
  fleet,
});
