import { KMSClient } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-secrets-manager';
import { jest } from '@jest/globals';
import { appSecrets } from '../../lambdas/adapters/app-secrets.ts';
import { controlsTable } from '../../lambdas/adapters/controls.ts';
import { principalsTable } from '../../lambdas/adapters/principals.ts';
import { createSealer } from '../../lambdas/adapters/sealer.ts';
import { secretsVault } from '../../lambdas/adapters/vault.ts';
import { appSecretName, DEFAULT_SECRET_PREFIX, KEYS } from '../../lambdas/contract.ts';
import { type AwsEndpoint, startAws } from '../../local/aws/endpoint.ts';
import type { Fault } from '../../local/aws/faults.ts';
import { type AppsSide, appsObey } from '../contract/apps.ts';
import { type ControlsSide, controlsObey } from '../contract/controls.ts';
import type { PrincipalsSide } from '../contract/principals/rows.ts';
import { principalsObey } from '../contract/principals.ts';
import { type SealerSide, sealerObeys } from '../contract/sealer.ts';
import { type VaultSide, vaultObeys } from '../contract/vault.ts';
import { CONTROLS_TABLE, emptyTable, PRINCIPALS_TABLE, startAwsWithTables } from '../support/aws.ts';
import { itemsOf } from '../support/items.ts';
import { NOW, seconds, storedRow } from '../support/principals.ts';
import { secretsOf } from '../support/secrets.ts';

/** The ports' contract, kept by the adapters on local AWS. */

const weatherOf =
  ({ faults }: AwsEndpoint, service: Fault['service']) =>
  (weather: 'well' | 'throttled' | 'away'): void => {
    faults.clear(service);
    if (weather !== 'well') faults.set({ service, kind: weather === 'away' ? 'error' : 'throttle' });
  };

const openPrincipals = async (): Promise<PrincipalsSide> => {
  const aws = await startAwsWithTables();
  const items = itemsOf(aws.clients.dynamo, PRINCIPALS_TABLE, KEYS.principals);
  return {
    principals: principalsTable(aws.clients.dynamo, PRINCIPALS_TABLE),
    put: (row) => items.put(storedRow(row)),
    putMalformed: ({ principalId, app, refreshAt }) =>
      items.put({
        principalId: { S: principalId },
        dueQueue: { S: app },
        refreshAt: { N: String(seconds(refreshAt)) },
      }),
    close: aws.close,
  };
};

const openControls = async (): Promise<ControlsSide> => {
  const aws = await startAwsWithTables();
  const controls = controlsTable(aws.clients.dynamo, CONTROLS_TABLE);
  return {
    controls,
    async pauseApp(app, at) {
      await controls.pauseApp(app, at);
    },
    async pauseEverything(at) {
      await controls.pauseEverything(at);
    },
    empty: () => emptyTable(aws.clients.dynamo, CONTROLS_TABLE, KEYS.controls),
    close: aws.close,
  };
};

const openVault = async (): Promise<VaultSide> => {
  const aws = await startAwsWithTables();
  const secrets = secretsOf(aws.clients.secrets);
  const keyArn = aws.endpoint.kms.createKey();
  return {
    vault: secretsVault(aws.clients.secrets, { prefix: DEFAULT_SECRET_PREFIX, keyArn, fleet: 'test' }),
    current: (name) => secrets.current(name).catch(() => undefined),
    versions: secrets.versions,
    async putByHand(name, text) {
      await secrets.put(name, text);
    },
    async destroy(SecretId) {
      await aws.clients.secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    },
    becomes: weatherOf(aws.endpoint, 'secretsmanager'),
    close: aws.close,
  };
};

const openSealer = async (): Promise<SealerSide> => {
  const endpoint = await startAws();
  const keyArn = endpoint.kms.createKey();
  const opened = Date.now();
  const kms = new KMSClient({
    endpoint: endpoint.url,
    region: endpoint.region,
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
    maxAttempts: 1,
  });
  let calls = 0;
  kms.middlewareStack.add(
    (next) => (args) => {
      calls += 1;
      return next(args);
    },
    { step: 'initialize' },
  );
  return {
    newSealer: () => createSealer({ kms, keyArn, fleet: 'test' }),
    calls: () => calls,
    becomes: weatherOf(endpoint, 'kms'),
    isLater(ms) {
      jest.spyOn(Date, 'now').mockReturnValue(opened + ms);
    },
    async close() {
      jest.restoreAllMocks();
      kms.destroy();
      await endpoint.close();
    },
  };
};

const openApps = async (): Promise<AppsSide> => {
  const aws = await startAwsWithTables();
  const { secrets } = aws.clients;
  const settings = { prefix: DEFAULT_SECRET_PREFIX, keyArn: 'alias/aws/secretsmanager', fleet: 'test' };
  let now = NOW;
  return {
    newApps: () => appSecrets(secrets, settings, { now: () => now, sleep: async () => {} }),
    async put(app, secret) {
      const [SecretId, SecretString] = [appSecretName(settings.prefix, app), JSON.stringify(secret)];
      try {
        await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        await secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString }));
      }
    },
    reads: () => aws.endpoint.calls()['secretsmanager.GetSecretValue'] ?? 0,
    becomes: weatherOf(aws.endpoint, 'secretsmanager'),
    advance(ms) {
      now += ms;
    },
    close: aws.close,
  };
};

principalsObey('the table of principals', openPrincipals);
controlsObey('the table of controls', openControls);
vaultObeys('Secrets Manager as the vault', openVault);
sealerObeys('the sealer of the AWS Encryption SDK', openSealer);
appsObey("Secrets Manager for the apps' secrets", openApps);
