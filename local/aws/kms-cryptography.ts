import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { keyIdOf, open, seal } from './ciphertext.ts';
import type { KeyRing } from './key-ring.ts';
import type { KmsKey } from './kms-key.ts';
import { type Operation, operation } from './operation.ts';
import { AwsError } from './wire.ts';

const MAX_PLAINTEXT_BYTES = 4096;
const ALGORITHM = 'SYMMETRIC_DEFAULT';

export const keyId = z.string().min(1).max(2048);
const blob = z.base64().transform((text) => Buffer.from(text, 'base64'));
const context = z.record(z.string(), z.string()).default({});
const algorithm = z.literal(ALGORITHM).default(ALGORITHM);

const base64 = (bytes: Buffer): string => bytes.toString('base64');

/**
 * The key a blob was made with. A caller who names a key gets no other.
 * @throws InvalidCiphertextException, AccessDeniedException for a key that is not here, IncorrectKeyException,
 *   NotFoundException or DisabledException for the key that was named
 */
const keyOf = (keys: KeyRing, ciphertext: Buffer, named: string | undefined): KmsKey => {
  const wanted = named === undefined ? undefined : keys.findEnabled(named);
  const id = keyIdOf(ciphertext);
  if (wanted && wanted.id !== id) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  if (wanted) return wanted;
  try {
    return keys.findEnabled(id);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'DisabledException') throw error;
    throw new AwsError(
      'AccessDeniedException',
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    );
  }
};

const encrypt = (keys: KeyRing): Operation =>
  operation(
    z.object({ KeyId: keyId, Plaintext: blob, EncryptionContext: context, EncryptionAlgorithm: algorithm }),
    (input) => {
      const { length } = input.Plaintext;
      if (length < 1 || length > MAX_PLAINTEXT_BYTES) {
        const bound = length < 1 ? 'greater than or equal to 1' : 'less than or equal to 4096';
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length ${bound}`,
        );
      }
      const key = keys.findEnabled(input.KeyId);
      const sealed = seal(key, input.Plaintext, input.EncryptionContext);
      return { CiphertextBlob: base64(sealed), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
    },
  );

const decrypt = (keys: KeyRing): Operation =>
  operation(
    z.object({
      CiphertextBlob: blob,
      KeyId: keyId.optional(),
      EncryptionContext: context,
      EncryptionAlgorithm: algorithm,
    }),
    (input) => {
      const key = keyOf(keys, input.CiphertextBlob, input.KeyId);
      const plaintext = open(key, input.CiphertextBlob, input.EncryptionContext);
      return { KeyId: key.arn, Plaintext: base64(plaintext), EncryptionAlgorithm: ALGORITHM };
    },
  );

const reEncrypt = (keys: KeyRing): Operation =>
  operation(
    z.object({
      CiphertextBlob: blob,
      SourceKeyId: keyId.optional(),
      SourceEncryptionContext: context,
      DestinationKeyId: keyId,
      DestinationEncryptionContext: context,
    }),
    (input) => {
      const source = keyOf(keys, input.CiphertextBlob, input.SourceKeyId);
      const destination = keys.findEnabled(input.DestinationKeyId);
      const plaintext = open(source, input.CiphertextBlob, input.SourceEncryptionContext);
      const sealed = seal(destination, plaintext, input.DestinationEncryptionContext);
      return { CiphertextBlob: base64(sealed), SourceKeyId: source.arn, KeyId: destination.arn };
    },
  );

const dataKeyShape = z.object({
  KeyId: keyId,
  EncryptionContext: context,
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
});

const dataKeyBytes = ({ KeySpec: spec, NumberOfBytes: count }: z.output<typeof dataKeyShape>): number => {
  if ((spec === undefined) === (count === undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  return count ?? (spec === 'AES_256' ? 32 : 16);
};

const generateDataKey = (keys: KeyRing, withPlaintext: boolean): Operation =>
  operation(dataKeyShape, (input) => {
    const plaintext = randomBytes(dataKeyBytes(input));
    const key = keys.findEnabled(input.KeyId);
    const sealed = seal(key, plaintext, input.EncryptionContext);
    return {
      CiphertextBlob: base64(sealed),
      KeyId: key.arn,
      ...(withPlaintext && { Plaintext: base64(plaintext) }),
    };
  });

/** The operations that use a key. */
export const kmsCryptography = (keys: KeyRing): Record<string, Operation> => ({
  Encrypt: encrypt(keys),
  Decrypt: decrypt(keys),
  ReEncrypt: reEncrypt(keys),
  GenerateDataKey: generateDataKey(keys, true),
  GenerateDataKeyWithoutPlaintext: generateDataKey(keys, false),
});
