import { KmsKeyringNode } from '@aws-crypto/kms-keyring-node';
import {
  NodeDefaultCryptographicMaterialsManager,
  type NodeMaterialsManager,
} from '@aws-crypto/material-management-node';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { SealError } from '../flow/seal-error.ts';

/** What Decrypt says when the wrapped data key itself is at fault: altered, or made by another key or for another fleet. */
const BAD_KEY_BYTES = new Set(['InvalidCiphertextException', 'IncorrectKeyException', 'ValidationException']);

/**
 * Data keys straight from KMS. Each call has a keyring of its own: the library's keyring swallows what KMS said into the
 * text of its own error, and here that decides whose fault a row that does not open is.
 *
 * @throws {SealError} `key-unavailable`, with what KMS said as its cause.
 */
export const dataKeysFrom = (kms: KMSClient, keyArn: string): NodeMaterialsManager => {
  const ask = async <T>(call: (keys: NodeDefaultCryptographicMaterialsManager) => Promise<T>): Promise<T> => {
    let trouble: unknown;
    const client = {
      generateDataKey: (input: GenerateDataKeyCommand['input']) =>
        kms.send(new GenerateDataKeyCommand(input)).then(present, (error) => {
          trouble = error;
          throw error;
        }),
      decrypt: (input: DecryptCommand['input']) =>
        kms.send(new DecryptCommand(input)).then(present, (error) => {
          if (!BAD_KEY_BYTES.has(error.name)) trouble = error;
          throw error;
        }),
      encrypt: refuse,
    };
    // One client whatever the Region of the ARN: the endpoint is the caller's business.
    const keyring = new KmsKeyringNode({ generatorKeyId: keyArn, clientProvider: () => client });
    try {
      return await call(new NodeDefaultCryptographicMaterialsManager(keyring));
    } catch (error) {
      throw trouble === undefined ? error : new SealError('key-unavailable', { cause: trouble });
    }
  };

  return {
    getEncryptionMaterials: (request) => ask((keys) => keys.getEncryptionMaterials(request)),
    decryptMaterials: (request) => ask((keys) => keys.decryptMaterials(request)),
  };
};

/** The library checks by itself that a field is there; its types only do not know `undefined`. */
const present = <T>(output: T) => output as { [Field in keyof T]: Exclude<T[Field], undefined> };

export const refuse = async (): Promise<never> => {
  throw new Error('sealing and opening never ask for this');
};
