import { DisableKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { secretsVault } from '../../lambdas/adapters/vault.ts';
import { TAG } from '../../lambdas/contract.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { ActivePrincipal } from '../../lambdas/core/principal.ts';
import { type SecretView, secretView } from '../../lambdas/core/secret.ts';
import { HOUR } from '../../lambdas/core/time.ts';
import type { Publication, Vault } from '../../lambdas/flow/ports.ts';
import type { Fault } from '../../local/aws/faults.ts';
import { type Aws, startAwsWithTables } from '../support/aws.ts';
import { active, NOW, seconds } from '../support/principals.ts';
import { secretsOf } from '../support/secrets.ts';

let aws: Aws;
let keyArn: string;
let vault: Vault;
let secrets: ReturnType<typeof secretsOf>;
let made = 0;
/** Each test has a secret of its own, which nobody has made yet. */
let secretName: string;

const vaultWith = (key: string): Vault =>
  secretsVault(aws.clients.secrets, { prefix: 'fleet-1', keyArn: key, fleet: 'the-fleet' });

beforeAll(async () => {
  aws = await startAwsWithTables();
  keyArn = aws.endpoint.kms.createKey();
  vault = vaultWith(keyArn);
  secrets = secretsOf(aws.clients.secrets);
});
beforeEach(() => {
  made += 1;
  secretName = `fleet-1/tokens/oauth2/thing-${made}`;
});
afterEach(() => aws.endpoint.faults.clear());
afterAll(() => aws.close());

const row = (change: Partial<ActivePrincipal> = {}): ActivePrincipal =>
  active({ principalId: `thing-${made}`, secretName, ...change });
const viewOf = (principal: ActivePrincipal, token = 'the-token'): SecretView =>
  secretView(principal, { token: confidential(token), tokenType: 'bearer' });
const generation = (n: number): SecretView => viewOf(row({ generation: n }), `token-${n}`);

const yes = async (): Promise<boolean> => true;
const no = async (): Promise<boolean> => false;
const publish = (view: SecretView, stillThere = yes, vaultOf = vault): Promise<Publication> =>
  vaultOf.publish(row(), view, stillThere);

const DONE = { publication: 'done' };
const calls = (operation: string): number => aws.endpoint.calls()[`secretsmanager.${operation}`] ?? 0;

describe('the secret that consumers read', () => {
  test('has the bytes of the contract and no more', async () => {
    const principal = row({
      issuedAt: NOW,
      expiresAt: NOW + HOUR,
      generation: 1_790_000_001,
      scope: 'read write',
      subject: 'user-1',
    });

    await publish(viewOf(principal));

    expect(await secrets.current(secretName)).toBe(
      `{"schema":1,"principal_id":"thing-${made}","provider":"oauth2","token_type":"Bearer","access_token":"the-token",` +
        `"issued_at":${seconds(NOW)},"expires_at":${seconds(NOW + HOUR)},"generation":1790000001,` +
        '"scope":"read write","subject":"user-1"}',
    );
  });

  test('says nothing of scope and subject where the row knows none', async () => {
    await publish(viewOf(row()));

    expect(Object.keys(JSON.parse((await secrets.current(secretName)) ?? ''))).toEqual([
      'schema',
      'principal_id',
      'provider',
      'token_type',
      'access_token',
      'issued_at',
      'expires_at',
      'generation',
    ]);
  });

  test('has the name of its provider and principal', () => {
    expect(vault.nameFor('oauth2', 'thing-1')).toBe('fleet-1/tokens/oauth2/thing-1');
  });

  test("is made under the stack's key, with its tags, which no label can replace", async () => {
    const labels = { site: 'north', [TAG.fleet]: 'another-fleet' };

    await vault.publish(row({ labels }), generation(7), yes);

    const described = await secrets.describe(secretName);
    expect(described.KmsKeyId).toBe(keyArn);
    expect(described.Description).toBe(`Access token of thing-${made}, kept fresh by refresh-scheduler.`);
    expect(Object.fromEntries((described.Tags ?? []).map(({ Key, Value }) => [Key, Value]))).toEqual({
      'refresh-scheduler:fleet': 'the-fleet',
      'refresh-scheduler:provider': 'oauth2',
      site: 'north',
    });
  });
});

describe('publishing', () => {
  test('again changes nothing', async () => {
    await publish(generation(7));
    const before = await secrets.describe(secretName);

    expect(await publish(generation(7))).toEqual(DONE);
    expect(await secrets.versions(secretName)).toBe(1);
    expect((await secrets.describe(secretName)).VersionIdsToStages).toEqual(before.VersionIdsToStages);
  });

  test.each(['PutSecretValue', 'CreateSecret'])(
    'whose %s landed and was not answered makes one version',
    async (operation) => {
      if (operation === 'PutSecretValue') await publish(generation(6));
      const before = operation === 'PutSecretValue' ? 1 : 0;
      aws.endpoint.faults.set({ service: 'secretsmanager', operation, kind: 'drop-after', remaining: 1 });

      expect(await publish(generation(7))).toEqual(DONE);
      expect(await secrets.current(secretName)).toBe(generation(7).text.reveal());
      expect(await secrets.versions(secretName)).toBe(before + 1);
    },
  );
});

describe('a secret that somebody deleted', () => {
  test.each([
    ['published before', {}],
    ['never published', { publishedVersion: undefined }],
  ])('is brought back with its versions for a row that is there (%s)', async (_, change) => {
    await publish(generation(7));
    await secrets.delete(secretName);

    expect(await vault.publish({ ...row(), ...change } as ActivePrincipal, generation(8), yes)).toEqual(DONE);
    expect(await secrets.current(secretName)).toBe(generation(8).text.reveal());
    expect((await secrets.describe(secretName)).DeletedDate).toBeUndefined();
  });

  test('stays deleted when its row is gone, too', async () => {
    await publish(generation(7));
    await secrets.delete(secretName);

    const publication = await publish(generation(8), no);

    expect(publication).toEqual({ publication: 'failed', fault: 'own', code: 'publish-row-changed' });
    expect((await secrets.describe(secretName)).DeletedDate).toBeDefined();
  });
});

describe('a publication that fails', () => {
  const faults: [string, Omit<Fault, 'service'>, string][] = [
    ['a throttle', { kind: 'throttle' }, 'publish-Throttling'],
    ['an outage', { kind: 'error' }, 'publish-InternalServiceError'],
    ['a lost connection', { kind: 'drop' }, 'publish-Unavailable'],
  ];

  test.each(faults)('by %s is the fault of the service', async (_, fault, code) => {
    aws.endpoint.faults.set({ service: 'secretsmanager', ...fault });

    expect(await publish(generation(7))).toEqual({ publication: 'failed', fault: 'service', code });
  });

  test('by a key that is switched off is the fault of the service', async () => {
    const disabled = aws.endpoint.kms.createKey();
    await aws.clients.kms.send(new DisableKeyCommand({ KeyId: disabled }));

    const publication = await publish(generation(7), yes, vaultWith(disabled));

    expect(publication).toEqual({
      publication: 'failed',
      fault: 'service',
      code: 'publish-EncryptionFailure',
    });
  });

  test.each<[string, () => Promise<Publication>]>([
    ['a token larger than a secret', () => publish(viewOf(row(), 'x'.repeat(70_000)))],
    [
      'a label that is no tag',
      () => vault.publish(row({ labels: { site: 'x'.repeat(300) } }), generation(7), yes),
    ],
    [
      "missing rights, which may be this one secret's alone",
      () => {
        aws.endpoint.faults.set({
          service: 'secretsmanager',
          kind: 'error',
          status: 400,
          errorType: 'AccessDeniedException',
        });
        return publish(generation(7));
      },
    ],
  ])('by %s is the fault of its own secret', async (_, publication) => {
    expect(await publication()).toEqual({
      publication: 'failed',
      fault: 'own',
      code: expect.stringMatching(/^publish-(Validation|InvalidParameter|AccessDenied)$/),
    });
  });

  test('once only is not noticed', async () => {
    aws.endpoint.faults.set({ service: 'secretsmanager', kind: 'error', remaining: 1 });
    const before = calls('PutSecretValue');

    expect(await publish(generation(7))).toEqual(DONE);
    expect(calls('PutSecretValue') - before).toBeGreaterThan(1);
  });

  test('never says what it wanted to write', async () => {
    const publication = await publish(viewOf(row(), 'hush'.repeat(20_000)));

    expect(JSON.stringify(publication)).not.toContain('hush');
  });
});

describe('the latest generation under a name', () => {
  const latest = (): Promise<number> => vault.latestGeneration(secretName);

  test('is none in a secret that is being deleted', async () => {
    await publish(generation(7));
    await secrets.delete(secretName);

    expect(await latest()).toBe(0);
  });

  test('is not guessed when it cannot be read', async () => {
    aws.endpoint.faults.set({
      service: 'secretsmanager',
      kind: 'error',
      status: 400,
      errorType: 'AccessDeniedException',
    });

    await expect(latest()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
