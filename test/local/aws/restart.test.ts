import { randomUUID } from 'node:crypto';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyRotationStatusCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, jest, test } from '@jest/globals';
import { startAws } from '../../../local/aws/endpoint.ts';
import { openDataFolder } from '../../../local/data-folder.ts';
import { type Clients, dataFolders } from './data-folders.ts';
import { sdkClients } from './sdk-clients.ts';
import { secretShorthands } from './secret-shorthands.ts';

const DAY = 86_400_000;
const { dir, run } = dataFolders();

describe('secrets outlive a restart', () => {
  test('with their values, versions, labels, tags and dates', async () => {
    /** Values first: whoever reads one changes the date of the last access. */
    const look = async ({ secrets }: Clients) => {
      const { get } = secretShorthands(secrets);
      const answers = [
        await get('a'),
        await get('a', { VersionStage: 'MINE' }),
        await get('a', { VersionStage: 'AWSPREVIOUS' }),
        await secrets.send(new DescribeSecretCommand({ SecretId: 'a' })),
        await secrets.send(new ListSecretVersionIdsCommand({ SecretId: 'a', IncludeDeprecated: true })),
      ];
      return answers.map(({ $metadata: _, ...answer }) => answer);
    };
    const before = await run(async (clients) => {
      const { create, put } = secretShorthands(clients.secrets);
      const { VersionId: first } = await create('a');
      await put('a', 'second');
      await put('a', 'third');
      await clients.secrets.send(
        new UpdateSecretVersionStageCommand({ SecretId: 'a', VersionStage: 'MINE', MoveToVersionId: first }),
      );
      await clients.secrets.send(
        new TagResourceCommand({ SecretId: 'a', Tags: [{ Key: 'fleet', Value: 'north' }] }),
      );
      return look(clients);
    });

    const after = await run(look);

    expect(after).toEqual(before);
    expect(after.slice(0, 3)).toMatchObject(
      ['third', 'first', 'second'].map((SecretString) => ({ SecretString })),
    );
    expect(after[3]).toMatchObject({ Tags: [{ Key: 'fleet', Value: 'north' }] });
  });

  test('with bytes, and in the order in which they were made', async () => {
    const SecretBinary = new Uint8Array([0, 1, 254, 255]);
    await run(async ({ secrets }) => {
      await secrets.send(new CreateSecretCommand({ Name: 'z', SecretBinary }));
      await secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'later' }));
    });

    const [read, list] = await run(({ secrets }) =>
      Promise.all([secretShorthands(secrets).get('z'), secrets.send(new ListSecretsCommand({}))]),
    );

    expect(Uint8Array.from(read.SecretBinary ?? [])).toEqual(SecretBinary);
    expect(list.SecretList?.map(({ Name }) => Name)).toEqual(['z', 'a']);
  });

  test('with their request tokens: a repeat is a no-op, another value is refused', async () => {
    const token = randomUUID();
    await run(async ({ secrets }) => {
      await secretShorthands(secrets).create('a');
      await secretShorthands(secrets).put('a', 'second', token);
    });

    const [repeat, other] = await run(({ secrets }) => {
      const { put } = secretShorthands(secrets);
      return Promise.all([put('a', 'second', token), put('a', 'other', token).catch((error) => error)]);
    });

    expect(repeat).toMatchObject({ VersionId: token, VersionStages: ['AWSCURRENT'] });
    expect(other).toMatchObject({ name: 'ResourceExistsException' });
  });

  test('as marked for deletion until their day, and then no more', async () => {
    let now = Date.UTC(2026, 10, 22);
    const clock = () => now;
    await run(
      async ({ secrets }) => {
        for (const name of ['marked', 'forced']) await secretShorthands(secrets).create(name);
        await secrets.send(new DeleteSecretCommand({ SecretId: 'marked', RecoveryWindowInDays: 7 }));
        await secrets.send(new DeleteSecretCommand({ SecretId: 'forced', ForceDeleteWithoutRecovery: true }));
      },
      { clock },
    );
    const look = () =>
      run(
        ({ secrets }) =>
          Promise.all(
            ['marked', 'forced'].map((SecretId) =>
              secrets.send(new DescribeSecretCommand({ SecretId })).catch((error) => error),
            ),
          ),
        { clock },
      );

    const [marked, forced] = await look();
    now += 7 * DAY;
    const [gone] = await look();

    expect(marked.DeletedDate).toEqual(new Date(now));
    expect(forced).toMatchObject({ name: 'ResourceNotFoundException' });
    expect(gone).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('keys outlive a restart', () => {
  const EncryptionContext = { fleet: 'test' };
  const KeyId = 'alias/fleet';

  test('under their ids and aliases, with tags and settings, and open what they sealed', async () => {
    const [arn, CiphertextBlob] = await run(async ({ kms }) => {
      const Tags = [{ TagKey: 'fleet', TagValue: 'test' }];
      const { KeyMetadata = undefined } = await kms.send(new CreateKeyCommand({ Description: 'rows', Tags }));
      const TargetKeyId = KeyMetadata?.KeyId;
      await kms.send(new CreateAliasCommand({ AliasName: KeyId, TargetKeyId }));
      await kms.send(new EnableKeyRotationCommand({ KeyId }));
      const Plaintext = Buffer.from('grant');
      const sealed = await kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
      return [KeyMetadata?.Arn, sealed.CiphertextBlob] as const;
    });

    const [described, tags, rotation, opened] = await run(({ kms }) =>
      Promise.all([
        kms.send(new DescribeKeyCommand({ KeyId })),
        kms.send(new ListResourceTagsCommand({ KeyId })),
        kms.send(new GetKeyRotationStatusCommand({ KeyId })),
        kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext })),
      ]),
    );

    expect(described.KeyMetadata).toMatchObject({ Arn: arn, Description: 'rows', Enabled: true });
    expect(tags.Tags).toEqual([{ TagKey: 'fleet', TagValue: 'test' }]);
    expect(rotation.KeyRotationEnabled).toBe(true);
    expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe('grant');
  });

  test('disabled, if they were', async () => {
    const KeyId = await run(async ({ kms }) => {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      await kms.send(new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId }));
      return KeyMetadata?.KeyId;
    });

    const { KeyMetadata } = await run(({ kms }) => kms.send(new DescribeKeyCommand({ KeyId })));

    expect(KeyMetadata?.KeyState).toBe('Disabled');
  });
});

test('nothing is answered that could not be written', async () => {
  const told = jest.spyOn(console, 'error').mockImplementation(() => {});
  const data = await openDataFolder(dir());
  const aws = await startAws({ data });
  const { secrets, destroy } = sdkClients(aws);
  await secretShorthands(secrets).create('a');
  await data.close();

  const refused = await secretShorthands(secrets)
    .put('a', 'lost')
    .catch((error) => error);
  const read = await secretShorthands(secrets)
    .get('a')
    .catch((error) => error);

  expect([refused, read]).toMatchObject([{ name: 'InternalFailure' }, { name: 'InternalFailure' }]);
  expect(told.mock.calls.flat().join(' ')).not.toContain('lost');
  destroy();
  await aws.close().catch(() => {});
  told.mockRestore();
});
