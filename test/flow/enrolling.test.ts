import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../lambdas/adapters/rows.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import { enrol } from '../../lambdas/flow/enrol.ts';
import type { Enrolment } from '../../lambdas/flow/enrolment.ts';
import { type Bed, openBed } from './bed.ts';

const token = (text: string) => ({ kind: 'refresh_token', refreshToken: confidential(text) }) as const;
const anna: Enrolment = { principalId: 'anna', provider: 'dkn', app: 'dkn', grant: token('a-refresh-token') };

const admin = { provider: 'kii', app: 'kii', grant: { kind: 'login' } } as const;
const manyLabels = Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`l${n}`, 'x']));

const rowOf = async (bed: Bed, id: string) => (await bed.ports.principals.get(id)).row;

describe('enrolling', () => {
  test.each<[string, Partial<Enrolment>, string, string]>([
    ['an id outside the alphabet', { principalId: 'anna/../bo' }, 'principal_id', 'Use 1 to 128 of'],
    ['an empty id', { principalId: '' }, 'principal_id', 'Use 1 to 128 of'],
    ['an unknown provider', { provider: 'acme' }, 'provider', 'Use one of dkn, huawei, kii, oauth2'],
    ['an app nobody registered', { app: 'nowhere' }, 'app', 'is not registered'],
    ['an empty refresh token', { grant: token(' ') }, 'grant.refresh_token', 'It is empty'],
    ['a label that is no tag', { labels: { 'a/b': 'x' } }, 'labels', 'with names of'],
    ['a label with a hostile name', { labels: { constructor: 'x' } }, 'labels', 'with names of'],
    ['a label with a value that is no tag', { labels: { home: 'a\nb' } }, 'labels', 'with names of'],
    [
      'a login where a person must authorize',
      { grant: { kind: 'login' } },
      'grant.kind',
      'takes refresh_token',
    ],
    ['an app name outside the alphabet', { app: '../apps/dkn' }, 'app', 'Use 1 to 128 of'],
    ['a provider by a name that every object has', { provider: 'constructor' }, 'provider', 'Use one of'],
    ['a subject for a login that is for nobody', { ...admin, subject: 'anna' }, 'subject', 'Leave it out'],
    ['more labels than a secret has room for', { labels: manyLabels }, 'labels', 'at most 40'],
  ])('refuses %s, naming field and remedy, and writes nothing', async (_, wrong, field, remedy) => {
    await using bed = await openBed();

    const enrolled = await enrol({ ...anna, ...wrong }, bed.ports);

    expect(enrolled).toEqual({ enrolled: false, field, remedy: expect.stringContaining(remedy) });
    expect(await rowOf(bed, wrong.principalId || 'anna')).toBe('missing');
  });

  test('puts labels on the secret as tags', async () => {
    await using bed = await openBed();
    const { refreshToken } = bed.clouds.dkn.issueGrant({ principal: 'anna' });
    await enrol({ ...anna, grant: token(refreshToken), labels: { home: 'Berlin 12' } }, bed.ports);

    await bed.tick();

    const { Tags } = await bed.clients.secrets.send(
      new DescribeSecretCommand({ SecretId: (await bed.row('anna')).secretName }),
    );
    expect(Tags).toContainEqual({ Key: 'home', Value: 'Berlin 12' });
  });

  test('refuses an app whose secret lacks a field, and shows nothing of what is in it', async () => {
    await using bed = await openBed();
    const { client_id: _, ...rest } = bed.clouds.dkn.app;
    await bed.putApp('dkn', rest);

    const enrolled = await enrol(anna, bed.ports);

    expect(enrolled).toMatchObject({ enrolled: false, field: 'app secret client_id' });
    expect(JSON.stringify(enrolled)).not.toContain(rest.client_secret);
  });

  test('refuses an app that is known under another provider', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.putApp('dkn', bed.clouds.kii.app);

    const enrolled = await enrol({ ...anna, principalId: 'bo', provider: 'kii' }, bed.ports);

    expect(enrolled).toMatchObject({ enrolled: false, field: 'provider' });
  });

  test('refuses a login that the app has no credentials for, naming them', async () => {
    await using bed = await openBed();
    const { client_id: _, client_secret: __, ...rest } = bed.clouds.kii.app;
    await bed.putApp('kii', rest);

    const enrolled = await enrol({ ...anna, ...admin }, bed.ports);

    expect(enrolled).toMatchObject({ enrolled: false, field: 'app secret client_id' });
    expect(await rowOf(bed, 'anna')).toBe('missing');
  });

  test.each<[string, (row: Item) => Item, string]>([
    ['of a state that nobody knows', (row) => ({ ...row, state: { S: 'asleep' } }), 'state'],
    ['without a grant', ({ sealed: _, ...row }) => row, 'sealed'],
  ])('leaves a row %s as it is and says so', async (_, spoilt, field) => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const key = { TableName: 'Principals', Key: { principalId: { S: 'anna' } } };
    const { Item = {} } = await bed.clients.dynamo.send(new GetItemCommand(key));
    const poison = spoilt(Item);
    await bed.clients.dynamo.send(new PutItemCommand({ TableName: 'Principals', Item: poison }));

    const enrolled = await enrol(anna, bed.ports);

    expect(enrolled).toMatchObject({
      enrolled: false,
      field: 'principal_id',
      remedy: expect.stringMatching(/breaks the contract: correct or remove/),
    });
    expect(await bed.ports.principals.get('anna')).toMatchObject({
      row: 'malformed',
      problems: [expect.stringContaining(field)],
    });
    expect((await bed.clients.dynamo.send(new GetItemCommand(key))).Item).toEqual(poison);
  });

  test('refuses a principal that is being worked on, saying for how long', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const now = bed.clock.now();
    await bed.ports.principals.claim('anna', {
      app: 'dkn',
      provider: 'dkn',
      leaseId: 'a-run',
      until: now + 30_000,
      now,
    });

    const enrolled = await enrol(anna, bed.ports);

    expect(enrolled).toMatchObject({ enrolled: false, remedy: 'It is being worked on: try again in 30 s' });
  });

  test('never overwrites a grant that lives', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { sealed } = await bed.row('anna');

    const enrolled = await enrol(anna, bed.ports);

    expect(enrolled).toMatchObject({ enrolled: false, field: 'principal_id' });
    expect((await bed.row('anna')).sealed).toEqual(sealed);
  });

  test('gives a halted principal its new grant: it runs again, and that it is over is told', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'anna' });
    await bed.tick();
    const halted = await bed.row('anna');

    await bed.enrol('dkn', 'anna');
    bed.clock.advance(60_000);
    await bed.tick();

    expect(halted.state).toBe('halted');
    expect((await bed.row('anna')).generation).toBeGreaterThan(halted.generation);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Recovered: anna']);
  });

  test('refuses a second principal on a one-token app, naming whom it serves, and writes nothing', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'platform');
    const onHuawei = { provider: 'huawei', app: 'huawei', grant: { kind: 'login' } } as const;

    const second = await enrol({ principalId: 'other', ...onHuawei }, bed.ports);

    const remedy = expect.stringMatching(/one token alive per app.* serves platform/);
    expect(second).toEqual({ enrolled: false, field: 'app', remedy });
    expect(await rowOf(bed, 'other')).toBe('missing');
  });

  test('that breaks off on a one-token app leaves the app free for another', async () => {
    await using bed = await openBed();
    const { refreshToken } = bed.clouds.huawei.issueGrant({ principal: 'anna' });
    const onHuawei = { provider: 'huawei', app: 'huawei', grant: token(refreshToken) };
    const keyless = {
      ...bed.ports,
      sealer: { ...bed.ports.sealer, prepare: () => Promise.reject(new Error('no key')) },
    };

    const brokenOff = enrol({ principalId: 'anna', ...onHuawei }, keyless);

    await expect(brokenOff).rejects.toThrow('no key');
    expect((await enrol({ principalId: 'platform', ...onHuawei }, bed.ports)).enrolled).toBe(true);
  });

  test('refused on a one-token app leaves the app free for another', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { refreshToken } = bed.clouds.huawei.issueGrant({ principal: 'anna' });
    const onHuawei = { provider: 'huawei', app: 'huawei', grant: token(refreshToken) };

    const refusal = await enrol({ principalId: 'anna', ...onHuawei }, bed.ports);
    const other = await enrol({ principalId: 'platform', ...onHuawei }, bed.ports);

    expect(refusal).toMatchObject({ enrolled: false, field: 'principal_id' });
    expect(other.enrolled).toBe(true);
  });

  test('of a principal that was removed starts above every generation that its secret has shown', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    const before = await bed.row('anna');
    await bed.ports.principals.remove('anna', before.generation, bed.clock.now());

    await bed.enrol('dkn', 'anna');

    expect((await bed.row('anna')).generation).toBeGreaterThan(before.generation);
  });

  test('with nothing but a login lets Huawei hand out the first token', async () => {
    await using bed = await openBed();
    const enrolled = await enrol(
      { principalId: 'platform', provider: 'huawei', app: 'huawei', grant: { kind: 'login' } },
      bed.ports,
    );

    await bed.tick();

    expect(enrolled.enrolled).toBe(true);
    expect(await bed.serves('huawei', 'platform')).toBe(true);
    expect(bed.clouds.huawei.counts).toMatchObject({ logins: 1, refreshed: 0 });
  });
});
