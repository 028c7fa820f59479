import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  getLocalCryptographicMaterialsCache,
  KmsKeyringNode,
  type KmsNodeClientSupplier,
  NodeCachingMaterialsManager,
} from '@aws-crypto/client-node';
import type { KMS } from '@aws-sdk/client-kms';
import { NAMES, numberOf, refreshTokenOf } from '../canned/fleet.ts';

/** What is in a row, as plain JSON. */
export interface Content {
  readonly grant: { readonly kind: string; refresh_token: string };
  readonly access: { token: string; readonly token_type: string };
}

export interface BareSeal {
  open(sealed: Uint8Array, principalId: string): Promise<Content>;
  seal(content: Content): Promise<Uint8Array>;
}

/** The library's types only do not know `undefined`. */
type LibrarysKms = ReturnType<KmsNodeClientSupplier>;

/** The AWS Encryption SDK as its guide shows it: with a cache for data keys, and the suite that rows are sealed with. */
export const bareSeal = (kms: KMS, keyArn: string): BareSeal => {
  const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const keys = new NodeCachingMaterialsManager({
    backingMaterials: new KmsKeyringNode({
      generatorKeyId: keyArn,
      clientProvider: () => kms as LibrarysKms,
    }),
    cache: getLocalCryptographicMaterialsCache(1_000),
    maxAge: 300_000,
    maxMessagesEncrypted: 1_000,
  });
  const options = {
    suiteId: AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
    encryptionContext: { fleet: NAMES.fleet },
  };
  return {
    open: async (sealed) => JSON.parse((await decrypt(keys, sealed)).plaintext.toString()),
    seal: async (content) => {
      const text = JSON.stringify(content);
      // Without a length the library passes its cache by.
      return (await encrypt(keys, text, { ...options, plaintextLength: text.length })).result;
    },
  };
};

/** No opening, no sealing, and rows of the same size: what is left is SDK and HTTPS alone. */
export const noSeal = (): BareSeal => {
  const sealedAs = new WeakMap<Content, Uint8Array>();
  return {
    open: async (sealed, principalId) => {
      const content = {
        grant: { kind: 'refresh_token', refresh_token: refreshTokenOf(numberOf(principalId)) },
        access: { token: '', token_type: 'Bearer' },
      };
      sealedAs.set(content, sealed);
      return content;
    },
    seal: async (content) => sealedAs.get(content) ?? new Uint8Array(),
  };
};
