import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeAppSecret } from '../../lambdas/adapters/app-secret-writes.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { AppChange } from '../../lambdas/flow/ports.ts';
import { type Aws, startAwsWithTables } from '../support/aws.ts';
import { secretsOf } from '../support/secrets.ts';

const SETTINGS = { prefix: 'fleet-1', keyArn: 'alias/aws/secretsmanager', fleet: 'north' };

let aws: Aws;
let secrets: ReturnType<typeof secretsOf>;
let made = 0;
/** Each test has an app of its own, without a secret yet. */
let app: string;
let name: string;

beforeAll(async () => {
  aws = await startAwsWithTables();
  secrets = secretsOf(aws.clients.secrets);
});
beforeEach(() => {
  made += 1;
  app = `app-${made}`;
  name = `fleet-1/apps/${app}`;
});
afterEach(() => aws.endpoint.faults.clear());
afterAll(() => aws.close());

const write = (text: string): Promise<AppChange> =>
  writeAppSecret(aws.clients.secrets, SETTINGS, { app, provider: 'dkn', secret: confidential(text) });
const credentials = (secret: string) =>
  JSON.stringify({ provider: 'dkn', client_id: 'us', client_secret: secret });

describe("an app's secret", () => {
  test('is created under its name, with the key and the tags of the fleet', async () => {
    const change = await write(credentials('one'));

    expect(change).toBe('created');
    expect(await secrets.current(name)).toBe(credentials('one'));
    expect(await secrets.describe(name)).toMatchObject({
      KmsKeyId: expect.stringContaining('aws/secretsmanager'),
      Tags: expect.arrayContaining([
        { Key: 'refresh-scheduler:fleet', Value: 'north' },
        { Key: 'refresh-scheduler:provider', Value: 'dkn' },
      ]),
    });
  });

  test('is changed by a version more', async () => {
    await write(credentials('one'));

    const change = await write(credentials('two'));

    expect(change).toBe('updated');
    expect(await secrets.current(name)).toBe(credentials('two'));
    expect(await secrets.versions(name)).toBe(2);
  });

  test('costs no version when it says the same, whatever the order of its fields', async () => {
    await write(credentials('one'));

    const changes = [
      await write(credentials('one')),
      await write('{ "client_secret": "one", "client_id": "us",\n "provider": "dkn" }'),
    ];

    expect(changes).toEqual(['unchanged', 'unchanged']);
    expect(await secrets.versions(name)).toBe(1);
  });

  test('takes the place of a text that nobody can read', async () => {
    await write(credentials('one'));
    await secrets.put(name, 'client_id=us');

    expect(await write(credentials('one'))).toBe('updated');
    expect(await secrets.current(name)).toBe(credentials('one'));
  });

  test('is brought back when it was being deleted', async () => {
    await write(credentials('one'));
    await secrets.delete(name);

    expect(await write(credentials('one'))).toBe('updated');
    expect(await secrets.current(name)).toBe(credentials('one'));
  });

  test('is created once though the answer was lost', async () => {
    aws.endpoint.faults.set({
      service: 'secretsmanager',
      operation: 'CreateSecret',
      kind: 'drop-after',
      remaining: 1,
    });

    const change = await write(credentials('one'));

    expect(change).toBe('created');
    expect(await secrets.versions(name)).toBe(1);
  });

  test('is created by one of two at once, and the other changes it', async () => {
    const changes = await Promise.all([write(credentials('one')), write(credentials('two'))]);

    expect(changes.sort()).toEqual(['created', 'updated']);
    expect([credentials('one'), credentials('two')]).toContain(await secrets.current(name));
  });

  test.each(['GetSecretValue', 'CreateSecret'])(
    'throws when %s fails for another reason',
    async (operation) => {
      aws.endpoint.faults.set({
        service: 'secretsmanager',
        operation,
        kind: 'error',
        status: 400,
        errorType: 'AccessDeniedException',
      });

      await expect(write(credentials('one'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    },
  );
});
