import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appSecretName } from '../../lambdas/contract.ts';
import { read } from '../../lambdas/core/sealed.ts';
import { enrolFleet } from '../../local/enrol-fleet.ts';
import { FLEET } from '../../local/fleet.ts';
import { complaints, show } from '../../local/once.ts';
import { type Standing, standings } from '../../local/report.ts';
import { openWorld, type World } from '../../local/world.ts';

const START = fileURLToPath(new URL('../../local/start.ts', import.meta.url));

/** Every text that must not be seen, as it is now: grants and access tokens out of the rows, credentials of the apps. */
const secretsOf = async ({ ports, clients, secretPrefix }: World): Promise<string[]> => {
  const found: string[] = [];
  for (const { principalId } of FLEET) {
    const reading = await ports.principals.get(principalId);
    if (reading.row !== 'found') continue;
    const sealed = read(await ports.sealer.open(reading.principal.sealed), reading.principal);
    if (sealed?.grant.kind === 'refresh_token') found.push(sealed.grant.refreshToken.reveal());
    if (sealed?.access) found.push(sealed.access.token.reveal());
  }
  for (const app of new Set(FLEET.map((member) => member.app))) {
    const { SecretString = '{}' } = await clients.secrets.send(
      new GetSecretValueCommand({ SecretId: appSecretName(secretPrefix, app) }),
    );
    const { client_secret, secret, client_key } = JSON.parse(SecretString) as Record<string, string>;
    for (const value of [client_secret, secret, client_key?.split('\n')[1]]) if (value) found.push(value);
  }
  return found;
};

describe('a full local run', () => {
  const printed: string[] = [];
  const lines: string[] = [];
  const secrets: string[] = [];
  let world: World;
  let all: Standing[];

  beforeAll(async () => {
    world = await openWorld({ onProgress: (what) => printed.push(what), onLine: (line) => lines.push(line) });
    await enrolFleet(world);
    secrets.push(...(await secretsOf(world)));
    printed.push(JSON.stringify(await world.stack.tick()));
    secrets.push(...(await secretsOf(world)));
    all = await standings(world, lines);
    await show(world, all, { print: (text) => printed.push(text), progress: () => {}, log: () => {} });
  }, 60_000);
  afterAll(() => world?.close());

  test('publishes every healthy principal, and no token was used twice', () => {
    expect(complaints(all, world)).toEqual([]);
    expect(all.filter(({ served }) => served)).toHaveLength(8);
  });

  test('judges each trouble for what it is', () => {
    const verdicts = Object.fromEntries(
      all.filter(({ member }) => member.trouble).map(({ member, verdict }) => [member.principalId, verdict]),
    );

    expect(verdicts).toEqual({
      'home-dora': expect.stringMatching(/^reauthorize/),
      'home-emil': expect.stringMatching(/^retry/),
      'home-staging': expect.stringMatching(/^app-misconfigured/),
      'meters-frozen': expect.stringMatching(/^app-misconfigured/),
      'user-garbled': expect.stringMatching(/^malformed/),
    });
  });

  test('stops only the one whose grant is dead', () => {
    const halted = all.filter(({ principal }) => principal?.state === 'halted');

    expect(halted.map(({ member }) => member.principalId)).toEqual(['home-dora']);
  });

  test('tells whoever must act, once', () => {
    const told = world.aws
      .events()
      .map(({ detailType, detail }) => [detailType, detail.principalId ?? detail.app]);

    expect(told.toSorted()).toEqual([
      ['Configuration Required', 'dkn-staging'],
      ['Configuration Required', 'meters-frozen'],
      ['Reauthorization Required', 'home-dora'],
    ]);
  });

  test('holds no secret in logs, errors, events and what it prints', () => {
    const seen = [...lines, ...printed, JSON.stringify(world.aws.events())].join('\n');

    expect(secrets.length).toBeGreaterThan(30);
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
    expect(seen).toContain('home-anna');
  });

  test('names what of the template it does not run', () => {
    expect(world.stack.notRun.map(({ type }) => type)).toContain('AWS::IAM::Role');
  });

  test('writes one summary line, and one for each app and code that failed', () => {
    const messages = lines.map(
      (line) => JSON.parse(line) as { message?: string; app?: string; ids?: string[] },
    );

    expect(messages.filter(({ message }) => message === 'tick')).toHaveLength(1);
    expect(messages.filter(({ message, app }) => message === 'noted' && app === 'kii')).toHaveLength(1);
  });
});

describe('npm start -- --once', () => {
  test('exits 0 in an environment full of AWS settings, and reaches none of them', async () => {
    const poisoned = {
      ...process.env,
      NODE_OPTIONS: '',
      AWS_PROFILE: 'production',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAPRODUCTION',
    };

    const { stdout } = await promisify(execFile)(process.execPath, [START, '--once'], { env: poisoned });

    expect(stdout).toContain('home-anna');
    expect(stdout).toMatch(/AWS endpoint, as long as this runs: http:\/\/127\.0\.0\.1:\d+/);
  }, 60_000);
});
