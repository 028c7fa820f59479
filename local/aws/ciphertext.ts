import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KmsKey } from './kms-key.ts';
import { AwsError } from './wire.ts';

/** The encryption context: pairs that are not secret, but without which nothing opens. */
export type EncryptionContext = Readonly<Record<string, string>>;

/*
 * Layout of our ciphertext blobs, version 1. Like those of KMS they name their key, so that Decrypt needs no KeyId.
 *
 *   | 1 byte  | 36 bytes | 12 bytes | rest       | 16 bytes |
 *   | version | key id   | nonce    | ciphertext | tag      |
 */
const VERSION = 1;
const ID_END = 37;
const NONCE_END = 49;
const TAG_BYTES = 16;

/** Binds the blob to its key and context. Sorted, for the order of the pairs carries no meaning. */
const associatedData = (keyId: string, context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify([keyId, Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))]));

/** KMS gives no reason, on purpose. */
const invalidCiphertext = (): AwsError => new AwsError('InvalidCiphertextException');

export const seal = (key: KmsKey, plaintext: Buffer, context: EncryptionContext): Buffer => {
  const nonce = randomBytes(NONCE_END - ID_END);
  const cipher = createCipheriv('aes-256-gcm', key.material, nonce);
  cipher.setAAD(associatedData(key.id, context));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), Buffer.from(key.id), nonce, ciphertext, cipher.getAuthTag()]);
};

/** @throws InvalidCiphertextException for what {@link seal} never made */
export const keyIdOf = (blob: Buffer): string => {
  if (blob[0] !== VERSION || blob.length < NONCE_END + TAG_BYTES) throw invalidCiphertext();
  return blob.subarray(1, ID_END).toString('latin1');
};

/** @throws InvalidCiphertextException for a wrong context or a changed blob */
export const open = (key: KmsKey, blob: Buffer, context: EncryptionContext): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key.material, blob.subarray(ID_END, NONCE_END), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associatedData(key.id, context));
  decipher.setAuthTag(blob.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(blob.subarray(NONCE_END, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
};
