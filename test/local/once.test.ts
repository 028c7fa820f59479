import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appSecretName } from '../../lambdas/contract.ts';
import { readSealed } from '../../lambdas/core/sealed.ts';
import { enrolFleet } from '../../local/enrol-fleet.ts';
import { FLEET } from '../../local/fleet.ts';
import { complaints } from '../../local/once.ts';
import { show, whatIsNotRun } from '../../local/output.ts';
import { type MemberReport, reportOnFleet } from '../../local/report.ts';
import { Verdicts } from '../../local/verdicts.ts';
import { openWorld, type World } from '../../local/world.ts';

/** Every text that must not be seen, as it is now: grants and access tokens out of the rows, credentials of the apps. */
const secretsOf = async ({ ports, clients, secretPrefix }: World): Promise<string[]> => {
  const found: string[] = [];
  for (const { principalId } of FLEET) {
    const reading = await ports.principals.get(principalId);
    if (reading.row !== 'found') continue;
    const sealed = readSealed(await ports.sealer.open(reading.principal.sealed), reading.principal);
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
  let all: MemberReport[];

  beforeAll(async () => {
    world = await openWorld({ onProgress: (what) => printed.push(what), onLine: (line) => lines.push(line) });
    await enrolFleet(world);
    secrets.push(...(await secretsOf(world)));
    printed.push(JSON.stringify(await world.stack.tick()));
    secrets.push(...(await secretsOf(world)));
    const verdicts = new Verdicts();
    for (const line of lines) verdicts.hear(line);
    all = await reportOnFleet(world, verdicts);
    const print = (text: string) => printed.push(text);
    await show(world, all, { columns: 80, print, progress: () => {}, log: () => {} });
  }, 60_000);
  afterAll(() => world?.close());

  test('publishes every healthy principal, and no token was used twice', () => {
    expect(complaints(all, world)).toEqual([]);
    expect(all.filter(({ served }) => served)).toHaveLength(11);
  });

  test('judges each trouble for what it is', () => {
    const verdicts = Object.fromEntries(
      all.filter(({ member }) => member.trouble).map(({ member, verdict }) => [member.principalId, verdict]),
    );

    expect(verdicts).toEqual({
      'home-4': expect.stringMatching(/^reauthorize/),
      'home-5': expect.stringMatching(/^retry/),
      'home-staging': expect.stringMatching(/^app-misconfigured/),
      'meters-frozen': expect.stringMatching(/^app-misconfigured/),
      'user-garbled': expect.stringMatching(/^malformed/),
    });
  });

  test('stops only the one whose grant is dead', () => {
    const halted = all.filter(({ principal }) => principal?.state === 'halted');

    expect(halted.map(({ member }) => member.principalId)).toEqual(['home-4']);
  });

  test('tells whoever must act, once', () => {
    const told = world.aws
      .events()
      .map(({ detailType, detail }) => [detailType, detail.principalId ?? detail.app]);

    expect(told.toSorted()).toEqual([
      ['Configuration Required', 'dkn-staging'],
      ['Configuration Required', 'meters-frozen'],
      ['Reauthorization Required', 'home-4'],
    ]);
  });

  test('holds no secret in logs, errors, events and what it prints', () => {
    const seen = [...lines, ...printed, JSON.stringify(world.aws.events())].join('\n');

    expect(secrets.length).toBeGreaterThan(30);
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
    expect(seen).toContain('home-1');
  });

  test('names what of the template it does not run', () => {
    expect(world.stack.notRun.map(({ type }) => type)).toContain('AWS::IAM::Role');
  });

  test('gives one line to all that is not run for one reason', () => {
    const lines = whatIsNotRun(world).split('\n');

    expect(lines.filter((line) => line.includes('IAM is not enforced'))).toHaveLength(1);
    expect(lines.join()).toMatch(/AWS::IAM::Policy, AWS::IAM::Role/);
  });

  test('shows tables that fit a terminal of 80 characters', () => {
    const shown = printed.join('\n').split('\n');

    const tables = shown.slice(shown.findIndex((line) => line.startsWith('PRINCIPAL')));
    expect(tables.filter((line) => line.length > 80)).toEqual([]);
    expect(tables.length).toBeGreaterThan(30);
  });

  test('complains of a healthy principal that is not published', () => {
    const reports = all.map((report) =>
      report.member.principalId === 'home-2' ? { ...report, served: false, verdict: 'retry (x)' } : report,
    );

    expect(complaints(reports, world)).toEqual(['home-2 is healthy and not published: retry (x)']);
  });

  test('complains of a cloud at which a refresh token was used twice', () => {
    const { dkn } = world.clouds;
    const clouds = { ...world.clouds, dkn: { ...dkn, counts: { ...dkn.counts, reused: 1 } } };

    expect(complaints(all, { clouds })).toEqual(['dkn saw 1 refresh tokens used twice']);
  });

  test('writes one summary line, and one for each app and code that failed', () => {
    const messages = lines.map(
      (line) => JSON.parse(line) as { message?: string; app?: string; ids?: string[] },
    );

    expect(messages.filter(({ message }) => message === 'tick')).toHaveLength(1);
    expect(messages.filter(({ message, app }) => message === 'noted' && app === 'kii')).toHaveLength(1);
  });
});
