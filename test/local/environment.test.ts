import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { forgetAmbientAws } from '../../local/environment.ts';

const before = { ...process.env };
let home: string;

/** A machine on which every way to an account is open. */
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ambient-'));
  const settings = join(home, '.aws');
  mkdirSync(settings);
  writeFileSync(
    join(settings, 'config'),
    '[default]\nregion = eu-north-1\n[profile live]\nrole_arn = arn:aws:iam::111111111111:role/live\nsource_profile = default\n',
  );
  writeFileSync(
    join(settings, 'credentials'),
    '[default]\naws_access_key_id = AMBIENTFILE\naws_secret_access_key = ambient\n',
  );
  Object.assign(process.env, {
    HOME: home,
    AWS_PROFILE: 'live',
    AWS_CONFIG_FILE: join(settings, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(settings, 'credentials'),
    AWS_ACCESS_KEY_ID: 'AMBIENTKEY',
    AWS_SECRET_ACCESS_KEY: 'ambient',
    AWS_SESSION_TOKEN: 'ambient',
    AWS_ENDPOINT_URL: 'https://ambient.example',
    AWS_ENDPOINT_URL_DYNAMODB: 'https://ambient.example',
    AWS_REGION: 'eu-north-1',
    AWS_ROLE_ARN: 'arn:aws:iam::111111111111:role/live',
    AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'),
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/credentials',
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/credentials',
  });
});

afterEach(() => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, before);
  rmSync(home, { recursive: true });
});

describe('forgetting ambient AWS settings', () => {
  test('leaves an SDK client nothing but dummy credentials and the endpoint it is given', async () => {
    forgetAmbientAws();

    const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:1', region: 'us-east-1' });

    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
    expect({ accessKeyId, secretAccessKey, sessionToken }).toEqual({
      accessKeyId: 'local',
      secretAccessKey: 'local',
      sessionToken: undefined,
    });
    expect((await client.config.endpoint?.())?.hostname).toBe('127.0.0.1');
  });

  test('leaves no credentials in files or services either, should the dummies go', async () => {
    forgetAmbientAws();
    delete process.env.AWS_ACCESS_KEY_ID;

    const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:1', region: 'us-east-1' });

    await expect(client.config.credentials()).rejects.toThrow('Could not load credentials');
  });

  test('leaves no Region of the account', async () => {
    forgetAmbientAws();

    const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:1' });

    await expect(client.config.region()).rejects.toThrow('Region is missing');
  });

  test('keeps what is not of AWS', () => {
    forgetAmbientAws();

    expect(process.env.HOME).toBe(home);
    expect(process.env.PATH).toBe(before.PATH);
  });

  test('works on a given environment alone', () => {
    const given: Record<string, string | undefined> = {
      AWS_PROFILE: 'live',
      aws_endpoint_url_s3: 'x',
      PATH: '/bin',
    };

    forgetAmbientAws(given);

    expect(Object.keys(given).toSorted()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_CONFIG_FILE',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SHARED_CREDENTIALS_FILE',
      'PATH',
    ]);
    expect(process.env.AWS_PROFILE).toBe('live');
  });
});
