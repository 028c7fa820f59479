import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import { type Bed, cloudsAuthority, openBed } from './bed.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** What was read of an app secret, and any lease, is over by then. */
const A_WHILE = 6 * MINUTE;

/** Changes a row by hand, or makes one. */
const write = (bed: Bed, principalId: string, changes: Readonly<Record<string, object>>) =>
  bed.clients.dynamo.send(
    new UpdateItemCommand({
      TableName: 'Principals',
      Key: { principalId: { S: principalId } },
      UpdateExpression: `SET ${Object.keys(changes)
        .map((name) => `#${name} = :${name}`)
        .join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(Object.keys(changes).map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(changes).map(([name, value]) => [`:${name}`, value as { S: string }]),
      ),
    }),
  );

const appWithout = (secret: object, field: string): object =>
  Object.fromEntries(Object.entries(secret).filter(([name]) => name !== field));

const certificateFor = async (days: { from: number; to: number }) => {
  const { certificate, key } = await (await cloudsAuthority()).issue({
    commonName: 'app',
    client: true,
    notBefore: new Date(Date.now() + days.from * DAY),
    notAfter: new Date(Date.now() + days.to * DAY),
  });
  return { client_certificate: certificate, client_key: key };
};

interface BadInput {
  readonly what: string;
  readonly provider: 'dkn' | 'huawei' | 'kii';
  readonly spoil: (bed: Bed) => Promise<unknown>;
  /** By which it is named in the run's report. */
  readonly code: RegExp;
  /** Of what its row says should be done; absent where the row itself is at fault and left as it is. */
  readonly remedy?: RegExp;
  readonly halts?: true;
}

const BAD_INPUTS: readonly BadInput[] = [
  {
    what: 'an app secret that is missing',
    provider: 'dkn',
    spoil: (bed) =>
      bed.clients.secrets.send(
        new DeleteSecretCommand({ SecretId: 'refresh-scheduler/apps/dkn', ForceDeleteWithoutRecovery: true }),
      ),
    code: /^app-secret-unfit$/,
    remedy: /Check the app's secret/,
  },
  {
    what: 'an app secret that lacks a field',
    provider: 'dkn',
    spoil: (bed) => bed.putApp('dkn', appWithout(bed.clouds.dkn.app, 'client_id')),
    code: /^app-secret-unfit$/,
    remedy: /Check the app's secret/,
  },
  {
    what: 'a base URL that is not https',
    provider: 'dkn',
    spoil: (bed) => bed.putApp('dkn', { ...bed.clouds.dkn.app, base_url: 'http://127.0.0.1' }),
    code: /^app-secret-unfit$/,
    remedy: /base URL/,
  },
  {
    what: 'a client certificate that has ended',
    provider: 'huawei',
    spoil: async (bed) =>
      bed.putApp('huawei', { ...bed.clouds.huawei.app, ...(await certificateFor({ from: -20, to: -10 })) }),
    code: /^tls-demanded$/,
    remedy: /certificates/,
  },
  {
    what: 'a client certificate and the key of another',
    provider: 'huawei',
    spoil: async (bed) => {
      const { client_key } = await certificateFor({ from: -1, to: 10 });
      await bed.putApp('huawei', { ...bed.clouds.huawei.app, client_key });
    },
    code: /^client-certificate-unusable$/,
    remedy: /certificates/,
  },
  {
    what: 'a row of a state that nobody knows',
    provider: 'dkn',
    spoil: (bed) => write(bed, 'spoilt', { state: { S: 'asleep' } }),
    code: /^row-breaks-the-contract \(state: .*\)$/,
  },
  {
    what: 'a row without a grant',
    provider: 'dkn',
    spoil: (bed) => write(bed, 'spoilt', { sealed: { NULL: true } }),
    code: /^row-breaks-the-contract \(sealed: .*\)$/,
  },
  {
    what: 'a row whose grant is nothing to present',
    provider: 'dkn',
    spoil: async (bed) => {
      await bed.ports.principals.remove('spoilt', (await bed.row('spoilt')).generation, bed.clock.now());
      const lost = { ...bed.ports, transport: { send: () => Promise.reject(new Error('no network')) } };
      const grant = { kind: 'authorization_code', code: confidential('a-code') } as const;
      const enrolment = { principalId: 'spoilt', provider: 'dkn', app: 'dkn', grant };
      await expect(bed.enrolNow(enrolment, lost)).rejects.toThrow('no network');
    },
    code: /^nothing-to-present$/,
    remedy: /authorize the client again/,
    halts: true,
  },
  {
    what: 'an id outside the alphabet',
    provider: 'dkn',
    spoil: (bed) => write(bed, 'no id/at all', { dueQueue: { S: 'dkn' }, refreshAt: { N: '1' } }),
    code: /^id-outside-the-alphabet$/,
  },
  {
    what: "another user's tokens",
    provider: 'kii',
    spoil: async (bed) => {
      await bed.clouds.kii.registerAccount({ principal: 'somebody-else' });
      await bed.tick();
      bed.clouds.kii.faults.set({ kind: 'wrong-subject' }, { principal: 'spoilt' });
      bed.clock.advance(46 * MINUTE);
    },
    code: /^another-subject$/,
    remedy: /sign in to the app again/,
    halts: true,
  },
];

describe('what cannot be worked with is named once with what to do, and stops nothing else:', () => {
  test.each(BAD_INPUTS)('$what', async ({ provider, spoil, code, remedy, halts }) => {
    await using bed = await openBed({ withoutCertificate: 'page' });
    await bed.enrol(provider, 'spoilt');
    await bed.enrol('oauth2', 'healthy');
    await spoil(bed);
    bed.clock.advance(A_WHILE);

    const { tally } = await bed.tick();

    expect(tally.groups().map((group) => group.code)).toEqual([expect.stringMatching(code)]);
    expect(await bed.serves('oauth2', 'healthy')).toBe(true);
    const reading = await bed.ports.principals.get('spoilt');
    if (remedy)
      expect(reading).toMatchObject({
        principal: {
          state: halts ? 'halted' : 'active',
          lastError: { action: expect.stringMatching(remedy) },
        },
      });
  });

  test('an app of an unknown provider', async () => {
    await using bed = await openBed();
    await bed.enrol('oauth2', 'healthy');
    await bed.ports.controls.ensure('odd', 'acme');

    await bed.tick();

    expect(bed.recorder.lines).toContainEqual({
      level: 'warn',
      message: 'app of an unknown provider',
      facts: { app: 'odd' },
    });
    expect(await bed.serves('oauth2', 'healthy')).toBe(true);
  });

  test("another user's tokens are published under nobody's name", async () => {
    await using bed = await openBed();
    await bed.enrol('kii', 'anna');
    await bed.tick();
    const before = await bed.secret('kii', 'anna');
    await bed.clouds.kii.registerAccount({ principal: 'bo' });
    bed.clouds.kii.faults.set({ kind: 'wrong-subject' }, { principal: 'anna' });
    bed.clock.advance(46 * MINUTE);

    await bed.tick();

    expect(await bed.secret('kii', 'anna')).toEqual(before);
    expect(bed.announced()).toEqual(['Reauthorization Required: anna']);
  });
});
