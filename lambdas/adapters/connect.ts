import type { CensusPorts } from '../flow/census-ports.ts';
import type { OperatorPorts } from '../flow/operator/ports.ts';
import type { Chance, Clock, Journal, Meter, Ports } from '../flow/ports.ts';
import { appSecrets } from './app-secrets.ts';
import { censusRecord } from './census-record.ts';
import type { Clients } from './clients.ts';
import { systemChance, systemClock } from './clock.ts';
import { controlsTable } from './controls.ts';
import { endpointProbe } from './endpoint-probe.ts';
import { eventBus } from './event-bus.ts';
import type { FleetSettings } from './fleet-settings.ts';
import { principalsTable } from './principals.ts';
import { createSealer } from './sealer.ts';
import type { SecretSettings } from './secret-settings.ts';
import { tokenSecrets } from './token-secrets.ts';
import { createTransport } from './transport.ts';
import { secretsVault } from './vault.ts';

/** What differs between a deployed function and a test of it. */
export interface Circumstances {
  readonly journal: Journal;
  readonly meter: Meter;
  readonly clock?: Clock;
  readonly chance?: Chance;
}

/** Joins every port with its adapter: the one place that knows them all. Each function asks for those that it needs. */
export const connect = (
  settings: FleetSettings,
  clients: Clients,
  { journal, meter, clock = systemClock, chance = systemChance }: Circumstances,
) =>
  ({
    principals: principalsTable(clients.dynamo, settings.principalsTable),
    controls: controlsTable(clients.dynamo, settings.controlsTable),
    apps: appSecrets(clients.secrets, secretSettings(settings), clock),
    sealer: createSealer({ kms: clients.kms, keyArn: settings.keyArn, fleet: settings.fleet }),
    transport: createTransport(),
    endpoints: endpointProbe(),
    tokenSecrets: tokenSecrets(clients.secrets, secretSettings(settings)),
    record: censusRecord(clients.dynamo, settings.controlsTable),
    vault: secretsVault(clients.secrets, secretSettings(settings)),
    announcer: eventBus(clients.events, settings.eventBus),
    journal,
    meter,
    clock,
    chance,
  }) satisfies Ports & Pick<CensusPorts, 'tokenSecrets' | 'record'> & Pick<OperatorPorts, 'endpoints'>;

const secretSettings = ({ secretPrefix, keyArn, fleet }: FleetSettings): SecretSettings => ({
  prefix: secretPrefix,
  keyArn,
  fleet,
});
