import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { ListAliasesCommand } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { rowsTable } from './rows-table.ts';
import { sdkClients } from './sdk-clients.ts';

let aws: AwsEndpoint;
let clients: ReturnType<typeof sdkClients>;
let rows: ReturnType<typeof rowsTable>;

beforeEach(async () => {
  aws = await startAws();
  clients = sdkClients(aws);
  rows = rowsTable(clients.dynamoDb);
  await rows.create();
});

afterEach(async () => {
  clients.destroy();
  await aws.close();
});

const listSecrets = () => clients.secrets.send(new ListSecretsCommand({}));

describe('faults', () => {
  test('answer with an error that names the service, as often as told', async () => {
    aws.faults.set({ service: 'secretsmanager', kind: 'error', remaining: 1 });

    await expect(listSecrets()).rejects.toMatchObject({
      name: 'InternalServiceError',
      $metadata: expect.objectContaining({ httpStatusCode: 500 }),
    });
    await expect(listSecrets()).resolves.toBeDefined();
  });

  test('answer with the error that is wanted', async () => {
    aws.faults.set({ service: 'dynamodb', kind: 'error', status: 400, errorType: 'RequestLimitExceeded' });

    await expect(rows.claim('a')).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
  });

  test('throttle until they are cleared', async () => {
    aws.faults.set({ service: 'secretsmanager', operation: 'ListSecrets', kind: 'throttle' });

    for (const _ of [1, 2]) {
      await expect(listSecrets()).rejects.toMatchObject({ name: 'ThrottlingException' });
    }
    aws.faults.clear();
    await expect(listSecrets()).resolves.toBeDefined();
  });

  test('strike the operation that is named and leave the others alone', async () => {
    aws.faults.set({ service: 'secretsmanager', operation: 'PutSecretValue', kind: 'drop' });

    await expect(listSecrets()).resolves.toBeDefined();
  });

  test('drop a request before anything is done', async () => {
    aws.faults.set({ service: 'dynamodb', operation: 'UpdateItem', kind: 'drop', remaining: 1 });

    await expect(rows.claim('a')).rejects.toThrow();

    expect(await rows.holder()).toBeUndefined();
  });

  test('lose the answer of an UpdateItem that landed', async () => {
    aws.faults.set({ service: 'dynamodb', operation: 'UpdateItem', kind: 'drop-after', remaining: 1 });

    await expect(rows.claim('a')).rejects.toThrow();

    expect(await rows.holder()).toBe('a');
    await expect(rows.claim('b')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  test('lose the answer of a PutSecretValue that landed, and its repeat is a no-op', async () => {
    await clients.secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'first' }));
    aws.faults.set({
      service: 'secretsmanager',
      operation: 'PutSecretValue',
      kind: 'drop-after',
      remaining: 1,
    });
    const request = { SecretId: 'a', SecretString: 'second', ClientRequestToken: randomUUID() };

    await expect(clients.secrets.send(new PutSecretValueCommand(request))).rejects.toThrow();
    const read = await clients.secrets.send(new GetSecretValueCommand({ SecretId: 'a' }));
    const repeated = await clients.secrets.send(new PutSecretValueCommand(request));

    expect(read.SecretString).toBe('second');
    expect(repeated).toMatchObject({
      VersionId: request.ClientRequestToken,
      VersionStages: ['AWSCURRENT'],
    });
  });

  test('are in force from the start when they are among the options', async () => {
    const faulty = await startAws({ faults: [{ service: 'secretsmanager', kind: 'throttle' }] });
    const { secrets, destroy } = sdkClients(faulty);

    const refused = await secrets.send(new ListSecretsCommand({})).catch((error: unknown) => error);
    destroy();
    await faulty.close();

    expect(refused).toMatchObject({ name: 'ThrottlingException' });
  });

  test('list what would strike', () => {
    const lasting = { service: 'kms', kind: 'hang' } as const;
    aws.faults.set(lasting);
    aws.faults.set({ service: 'dynamodb', kind: 'error', remaining: 0 });

    expect(aws.faults.inForce()).toEqual([lasting]);
  });

  test('leave a caller hanging until its own time limit', async () => {
    aws.faults.set({ service: 'secretsmanager', kind: 'hang' });
    const impatient = new SecretsManagerClient({
      endpoint: aws.url,
      region: aws.region,
      credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
      maxAttempts: 1,
      requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
    });

    await expect(impatient.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });

    impatient.destroy();
  });
});

describe('an outage', () => {
  const calls = {
    secretsmanager: listSecrets,
    dynamodb: () => rows.holder(),
    kms: () => clients.kms.send(new ListAliasesCommand({})),
  } as const;
  const services = Object.keys(calls) as (keyof typeof calls)[];

  const whoAnswers = async (): Promise<string[]> => {
    const answers = await Promise.allSettled(services.map((service) => calls[service]()));
    return services.filter((_, index) => answers[index]?.status === 'fulfilled');
  };

  test.each(services)('takes %s down alone, whatever is called, until it is up again', async (service) => {
    aws.faults.set({ service, kind: 'error' });
    const during = await whoAnswers();
    const andAgain = await whoAnswers();
    aws.faults.clear(service);
    const after = await whoAnswers();

    expect(during).toEqual(services.filter((other) => other !== service));
    expect(andAgain).toEqual(during);
    expect(after).toEqual(services);
  });

  test('may leave every caller hanging, and ends for new callers only', async () => {
    aws.faults.set({ service: 'kms', kind: 'hang' });
    aws.faults.set({ service: 'dynamodb', kind: 'error' });
    const hanging = calls.kms().catch((error: Error) => error.name);
    while (!aws.calls()['kms.ListAliases']) await setImmediate();
    aws.faults.clear('kms');

    expect(await whoAnswers()).toEqual(['secretsmanager', 'kms']);
    expect(await hanging).toBe('TimeoutError');
  });
});
