import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { appSecrets } from '../../lambdas/adapters/app-secrets.ts';
import { HOUR } from '../../lambdas/core/time.ts';
import type { Apps } from '../../lambdas/flow/ports.ts';
import { type Aws, startAwsWithTables } from '../support/aws.ts';
import { NOW } from '../support/principals.ts';
import { secretsOf } from '../support/secrets.ts';

let aws: Aws;
let apps: Apps;
let made = 0;
/** Each test has an app of its own, without a secret yet. */
let app: string;

beforeAll(async () => {
  aws = await startAwsWithTables();
});
beforeEach(() => {
  made += 1;
  app = `app-${made}`;
  apps = appSecrets(
    aws.clients.secrets,
    { prefix: 'fleet-1', keyArn: 'alias/aws/secretsmanager', fleet: 'test' },
    { now: () => NOW, sleep: async () => {} },
  );
});
afterEach(() => aws.endpoint.faults.clear());
afterAll(() => aws.close());

const register = (text = JSON.stringify(credentials('hush-1'))) =>
  aws.clients.secrets.send(new CreateSecretCommand({ Name: `fleet-1/apps/${app}`, SecretString: text }));
const credentials = (secret: string) => ({ provider: 'dkn', client_id: 'us', client_secret: secret });

describe('an app secret', () => {
  test('gives the credentials and the version they stand in', async () => {
    const { VersionId } = await register();

    const read = await apps.read(app, 'dkn');

    expect(read).toMatchObject({ ok: true, version: VersionId, apps: [expect.anything()] });
  });
});

describe('a secret that gives no credentials', () => {
  const problem = (field: string, remedy: RegExp) => ({
    ok: false,
    problems: [{ field, remedy: expect.stringMatching(remedy) }],
  });

  test('is taken as it was read last while Secrets Manager fails, however long ago that was; nobody is told so who asks past the cache', async () => {
    let now = NOW;
    const aging = appSecrets(
      aws.clients.secrets,
      { prefix: 'fleet-1', keyArn: 'alias/aws/secretsmanager', fleet: 'test' },
      { now: () => now, sleep: async () => {} },
    );
    const { VersionId } = await register();
    await aging.read(app, 'dkn');
    now += HOUR;
    aws.endpoint.faults.set({ service: 'secretsmanager', kind: 'error' });

    const [once, again] = [await aging.read(app, 'dkn'), await aging.read(app, 'dkn')];
    const past = aging.read(app, 'dkn', 'fresh');

    expect([once.version, again.version]).toEqual([VersionId, VersionId]);
    await expect(past).rejects.toThrow();
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
});
