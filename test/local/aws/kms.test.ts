import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ReEncryptCommand,
} from '@aws-sdk/client-kms';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { sdkClients } from './sdk-clients.ts';

let aws: AwsEndpoint;
let clients: ReturnType<typeof sdkClients>;
let kms: ReturnType<typeof sdkClients>['kms'];

beforeAll(async () => {
  aws = await startAws();
  clients = sdkClients(aws);
  kms = clients.kms;
});

afterAll(async () => {
  clients.destroy();
  await aws.close();
});

const Plaintext = Buffer.from('a refresh token');

describe('encryption', () => {
  test('opens under the same context in any order, and under no other', async () => {
    const KeyId = aws.kms.createKey();
    const sealed = await kms.send(
      new EncryptCommand({ KeyId, Plaintext, EncryptionContext: { fleet: 'f', part: 'p' } }),
    );
    const open = (EncryptionContext: Record<string, string>) =>
      kms.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, EncryptionContext }));

    const opened = await open({ part: 'p', fleet: 'f' });

    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
    expect(opened.KeyId).toBe(KeyId);
    for (const wrong of [{}, { fleet: 'f' }, { fleet: 'f', part: 'q' }, { fleet: 'p', part: 'f' }]) {
      await expect(open(wrong)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    }
  });

  test('refuses a changed blob and one that it never made', async () => {
    const sealed = await kms.send(new EncryptCommand({ KeyId: aws.kms.createKey(), Plaintext }));
    const changed = Buffer.from(sealed.CiphertextBlob ?? []);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);

    for (const CiphertextBlob of [changed, Buffer.from('nothing of ours')]) {
      await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    }
  });

  test('opens with the key that was named and no other', async () => {
    const KeyId = aws.kms.createKey();
    const other = aws.kms.createKey();
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }));

    await expect(kms.send(new DecryptCommand({ CiphertextBlob, KeyId: other }))).rejects.toMatchObject({
      name: 'IncorrectKeyException',
    });
  });

  test('takes 4,096 bytes at most', async () => {
    const KeyId = aws.kms.createKey();
    const encrypt = (bytes: number) =>
      kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(bytes) }));

    await expect(encrypt(4_096)).resolves.toBeDefined();
    await expect(encrypt(4_097)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('gives data keys that its own ciphertext opens to', async () => {
    const KeyId = aws.kms.createKey();
    const whole = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }));
    const sealedOnly = await kms.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 64 }),
    );
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob: whole.CiphertextBlob }));
    const openedLater = await kms.send(new DecryptCommand({ CiphertextBlob: sealedOnly.CiphertextBlob }));

    expect(whole.Plaintext?.length).toBe(32);
    expect(opened.Plaintext).toEqual(whole.Plaintext);
    expect(sealedOnly).not.toHaveProperty('Plaintext');
    expect(openedLater.Plaintext?.length).toBe(64);
  });

  test('moves a ciphertext to another key and context', async () => {
    const [from, to] = [aws.kms.createKey(), aws.kms.createKey()];
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: from, Plaintext }));
    const moved = await kms.send(
      new ReEncryptCommand({
        CiphertextBlob,
        DestinationKeyId: to,
        DestinationEncryptionContext: { fleet: 'f' },
      }),
    );

    const opened = await kms.send(
      new DecryptCommand({
        CiphertextBlob: moved.CiphertextBlob,
        KeyId: to,
        EncryptionContext: { fleet: 'f' },
      }),
    );

    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
  });
});

describe('keys', () => {
  test('answer to id, ARN, alias and alias ARN', async () => {
    const arn = aws.kms.createKey({ alias: 'by-alias', rotation: true });
    const id = arn.split('/').at(-1);
    const aliasArn = arn.replace(/key\/.*/, 'alias/by-alias');

    for (const KeyId of [id, arn, 'alias/by-alias', aliasArn]) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toMatchObject({ Arn: arn, KeyId: id, Enabled: true });
    }
    const rotation = await kms.send(new GetKeyRotationStatusCommand({ KeyId: id }));
    expect(rotation.KeyRotationEnabled).toBe(true);
  });

  test('made through the API can be named and rotated', async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'sealing' }));
    const KeyId = KeyMetadata?.KeyId;
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/sealing', TargetKeyId: KeyId }));
    await kms.send(new EnableKeyRotationCommand({ KeyId }));

    const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId }));
    const rotation = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));

    expect(Aliases).toMatchObject([{ AliasName: 'alias/sealing', TargetKeyId: KeyId }]);
    expect(rotation).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 365 });
  });

  test('that are unknown or disabled say so', async () => {
    const KeyId = aws.kms.createKey();
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }));
    await kms.send(new DisableKeyCommand({ KeyId }));

    for (const refused of [
      kms.send(new EncryptCommand({ KeyId, Plaintext })),
      kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })),
      kms.send(new DecryptCommand({ CiphertextBlob })),
    ]) {
      await expect(refused).rejects.toMatchObject({ name: 'DisabledException' });
    }
    for (const unknown of ['alias/none', 'none', crypto.randomUUID()]) {
      await expect(kms.send(new DescribeKeyCommand({ KeyId: unknown }))).rejects.toMatchObject({
        name: 'NotFoundException',
      });
    }
  });

  test('guard the secrets that are encrypted with them', async () => {
    const KmsKeyId = aws.kms.createKey();
    const { secrets } = clients;
    await secrets.send(new CreateSecretCommand({ Name: 'guarded', SecretString: 'x', KmsKeyId }));
    const read = () => secrets.send(new GetSecretValueCommand({ SecretId: 'guarded' }));

    await kms.send(new DisableKeyCommand({ KeyId: KmsKeyId }));
    const blocked = read();
    await expect(blocked).rejects.toMatchObject({ name: 'DecryptionFailure' });
    await kms.send(new EnableKeyCommand({ KeyId: KmsKeyId }));

    expect(await read()).toMatchObject({ SecretString: 'x' });
    const unknown = { Name: 'other', SecretString: 'x', KmsKeyId: 'alias/none' };
    await expect(secrets.send(new CreateSecretCommand(unknown))).rejects.toMatchObject({
      name: 'EncryptionFailure',
    });
  });
});
