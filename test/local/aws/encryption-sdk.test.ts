import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  KMS,
  KmsKeyringNode,
  type KmsNodeClientSupplier,
} from '@aws-crypto/client-node';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';

const plaintext = Buffer.from('a refresh token');

let aws: AwsEndpoint;

beforeAll(async () => {
  aws = await startAws();
});

afterAll(async () => {
  await aws.close();
});

const esdk = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;

const supplier = (region: string) =>
  new KMS({ region, endpoint: aws.url, credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' } });

// The cast: this SDK's types were written without exactOptionalPropertyTypes in mind.
const keyring = (generatorKeyId: string) =>
  new KmsKeyringNode({ generatorKeyId, clientProvider: supplier as KmsNodeClientSupplier });

test('the AWS Encryption SDK seals and opens with commitment, without signing, under a context', async () => {
  const keys = keyring(aws.kms.createKey());
  const { result } = await esdk.encrypt(keys, plaintext, {
    suiteId,
    encryptionContext: { fleet: 'f' },
  });

  const opened = await esdk.decrypt(keys, result);

  expect(opened.plaintext).toEqual(plaintext);
  expect(opened.messageHeader.encryptionContext).toEqual({ fleet: 'f' });
  expect(opened.messageHeader.suiteId).toBe(suiteId);
});

test('the AWS Encryption SDK opens nothing under a tampered context or with another key', async () => {
  const keys = keyring(aws.kms.createKey());
  const { result } = await esdk.encrypt(keys, plaintext, {
    suiteId,
    encryptionContext: { fleet: 'mine' },
  });
  const tampered = Buffer.from(result);
  tampered.write('your', tampered.indexOf('mine'));

  await expect(esdk.decrypt(keys, tampered)).rejects.toThrow('InvalidCiphertextException');
  await expect(esdk.decrypt(keyring(aws.kms.createKey()), result)).rejects.toThrow();
});
