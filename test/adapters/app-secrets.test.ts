import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { appSecrets } from '../../lambdas/adapters/app-secrets.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { Apps } from '../../lambdas/flow/ports.ts';
import { type Aws, startAwsWithTables } from '../support/aws.ts';
import { NOW } from '../support/principals.ts';
import { secretsOf } from '../support/secrets.ts';

let aws: Aws;
let apps: Apps;
let now = NOW;
let made = 0;
/** Each test has an app of its own, without a secret yet. */
let app: string;

beforeAll(async () => {
  aws = await startAwsWithTables();
});
beforeEach(() => {
  now = NOW;
  made += 1;
  app = `app-${made}`;
  apps = appSecrets(
    aws.clients.secrets,
    { prefix: 'fleet-1', keyArn: 'alias/aws/secretsmanager', fleet: 'test' },
    { now: () => now, sleep: async () => {} },
  );
});
afterEach(() => aws.endpoint.faults.clear());
afterAll(() => aws.close());

const register = (text = JSON.stringify(credentials('hush-1'))) =>
  aws.clients.secrets.send(new CreateSecretCommand({ Name: `fleet-1/apps/${app}`, SecretString: text }));
const change = (text: string) =>
  aws.clients.secrets.send(
    new PutSecretValueCommand({ SecretId: `fleet-1/apps/${app}`, SecretString: text }),
  );
const credentials = (secret: string) => ({ provider: 'dkn', client_id: 'us', client_secret: secret });
const reads = (): number => aws.endpoint.calls()['secretsmanager.GetSecretValue'] ?? 0;

describe('an app secret', () => {
  test('gives the credentials and the version they stand in', async () => {
    const { VersionId } = await register();

    const read = await apps.read(app, 'dkn');

    expect(read).toMatchObject({ ok: true, version: VersionId, apps: [expect.anything()] });
  });

  test('is read once for many readers at once, and not again for five minutes', async () => {
    await register();
    const before = reads();

    await Promise.all(Array.from({ length: 20 }, () => apps.read(app, 'dkn')));
    now += 5 * MINUTE - 1;
    await apps.read(app, 'dkn');

    expect(reads() - before).toBe(1);
  });

  test('is read again after five minutes', async () => {
    await register();
    const first = await apps.read(app, 'dkn');
    await change(JSON.stringify(credentials('hush-2')));
    now += 5 * MINUTE;

    const second = await apps.read(app, 'dkn');

    expect(second.version).not.toBe(first.version);
  });

  test('is read past the cache when fresh is asked for, and others have that from then on', async () => {
    await register();
    const first = await apps.read(app, 'dkn');
    await change(JSON.stringify(credentials('hush-2')));

    const fresh = await apps.read(app, 'dkn', 'fresh');
    const before = reads();
    const cached = await apps.read(app, 'dkn');

    expect(fresh.version).not.toBe(first.version);
    expect(cached).toBe(fresh);
    expect(reads()).toBe(before);
  });
});

describe('a secret that gives no credentials', () => {
  const problem = (field: string, remedy: RegExp) => ({
    ok: false,
    problems: [{ field, remedy: expect.stringMatching(remedy) }],
  });

  test('is named, with what to create, when it is not there', async () => {
    expect(await apps.read(app, 'dkn')).toMatchObject(problem('secret', new RegExp(`fleet-1/apps/${app}`)));
  });

  test('is the same as none while it is being deleted', async () => {
    await register();
    await secretsOf(aws.clients.secrets).delete(`fleet-1/apps/${app}`);

    expect(await apps.read(app, 'dkn')).toMatchObject(problem('secret', /create it/));
  });

  test.each(['client_id=us', ''])('is named when it is not JSON (%j)', async (text) => {
    await (text === ''
      ? aws.clients.secrets.send(
          new CreateSecretCommand({ Name: `fleet-1/apps/${app}`, SecretBinary: new Uint8Array([1]) }),
        )
      : register(text));

    expect(await apps.read(app, 'dkn')).toMatchObject(problem('secret', /JSON/));
  });

  test.each(['null', '[]', '"text"', '4'])('is named when it is JSON but no object (%s)', async (text) => {
    await register(text);

    expect(await apps.read(app, 'dkn')).toMatchObject({ ok: false, problems: [expect.anything()] });
  });

  test('is named by its fields when it does not fit, without what they hold', async () => {
    await register(JSON.stringify({ provider: 'dkn', client_secret: 'hush-1' }));

    const read = await apps.read(app, 'dkn');

    expect(read).toMatchObject(problem('client_id', /missing/));
    expect(JSON.stringify(read)).not.toContain('hush');
  });

  test('is of no provider that is known', async () => {
    await register();

    expect(await apps.read(app, 'unheard-of')).toMatchObject(problem('provider', /knows/));
  });

  test('for one provider does not spoil what another reader has', async () => {
    await register();
    await apps.read(app, 'dkn');

    await apps.read(app, 'kii', 'fresh');

    expect(await apps.read(app, 'dkn')).toMatchObject({ ok: true });
  });
});

describe('a secret that cannot be read just now', () => {
  const breakDown = () =>
    aws.endpoint.faults.set({
      service: 'secretsmanager',
      kind: 'error',
      status: 400,
      errorType: 'ServiceUnavailable',
    });

  test('throws and is not remembered', async () => {
    await register();
    breakDown();
    await expect(apps.read(app, 'dkn')).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    aws.endpoint.faults.clear();

    expect(await apps.read(app, 'dkn')).toMatchObject({ ok: true });
  });

  test('fails for all who waited for the same call', async () => {
    await register();
    breakDown();

    const read = await Promise.allSettled([apps.read(app, 'dkn'), apps.read(app, 'dkn')]);

    expect(read.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('leaves in the cache what was there, when a fresh reading fails', async () => {
    await register();
    const known = await apps.read(app, 'dkn');
    breakDown();

    await expect(apps.read(app, 'dkn', 'fresh')).rejects.toThrow();

    expect(await apps.read(app, 'dkn')).toBe(known);
  });
});
