import {
  getLocalCryptographicMaterialsCache,
  NodeCachingMaterialsManager,
} from '@aws-crypto/caching-materials-manager-node';
import { buildDecrypt } from '@aws-crypto/decrypt-node';
import { buildEncrypt } from '@aws-crypto/encrypt-node';
import {
  AlgorithmSuiteIdentifier,
  CommitmentPolicy,
  NodeAlgorithmSuite,
  type NodeDecryptionMaterial,
  type NodeEncryptionMaterial,
  type NodeMaterialsManager,
} from '@aws-crypto/material-management-node';
import type { KMSClient } from '@aws-sdk/client-kms';
import { ENCRYPTION_CONTEXT_FLEET } from '../contract.ts';
import { type Confidential, confidential } from '../core/confidential.ts';
import type { Sealer } from '../flow/ports.ts';
import { SealError } from '../flow/seal-error.ts';
import { dataKeysFrom, refuse } from './data-keys.ts';

/** How long, and for how many rows, one data key serves. */
const SHARED_FOR_MS = 5 * 60_000;
const SHARED_BY_MESSAGES = 1_000;
/** Data keys held at once for opening: rows sealed in different runs have different ones. */
const CACHED_KEYS = 1_000;

/** Committing, so that bytes open under one key only; without signing, since who seals also opens. */
const SUITE = new NodeAlgorithmSuite(
  AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
);
const COMMITMENT = CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT;

// Not `buildClient` of `@aws-crypto/client-node`, which brings along 100 KB of key stores and key rings for every function.
const CLIENT = { commitmentPolicy: COMMITMENT, maxEncryptedDataKeys: 1 };
const { encrypt } = buildEncrypt(CLIENT);
const { decrypt } = buildDecrypt(CLIENT);

type DecryptionRequest = Parameters<NodeMaterialsManager['decryptMaterials']>[0];

export interface SealerSettings {
  readonly kms: KMSClient;
  /** ARN of the customer key; rows sealed under another one do not open. */
  readonly keyArn: string;
  /** Stable id of the fleet: the encryption context of every row, which shows in CloudTrail. */
  readonly fleet: string;
}

/** Seals rows with the AWS Encryption SDK. */
export const createSealer = ({ kms, keyArn, fleet }: SealerSettings): Sealer => {
  const encryptionContext = { [ENCRYPTION_CONTEXT_FLEET]: fleet };

  const dataKeys = new NodeCachingMaterialsManager({
    backingMaterials: dataKeysFrom(kms, keyArn),
    cache: getLocalCryptographicMaterialsCache(CACHED_KEYS),
    maxAge: SHARED_FOR_MS,
    maxMessagesEncrypted: SHARED_BY_MESSAGES,
  });
  const sealingKey = oneAtATime<NodeEncryptionMaterial>();
  const openingKey = oneAtATime<NodeDecryptionMaterial>();

  const opening: NodeMaterialsManager = {
    getEncryptionMaterials: refuse,
    decryptMaterials: async (request) => {
      // Before KMS is asked, which may deny another fleet's context: that would pass for trouble with the key.
      if (!sameContext(request.encryptionContext, encryptionContext))
        throw new SealError('sealed-unreadable');
      return openingKey(everythingThatDecides(request), () => dataKeys.decryptMaterials(request));
    },
  };

  return {
    async prepare() {
      // The length is not known yet. It bounds bytes, of which a data key may carry 2^53, but unless it is a number the
      // library passes its cache by.
      const material = await sealingKey('', () =>
        dataKeys.getEncryptionMaterials({
          suite: SUITE,
          commitmentPolicy: COMMITMENT,
          encryptionContext,
          plaintextLength: 0,
        }),
      );
      let used = false;
      const inHand: NodeMaterialsManager = {
        getEncryptionMaterials: async () => material,
        decryptMaterials: refuse,
      };

      return async (plaintext) => {
        // The library wipes its copy of the key after one message.
        if (used) throw new Error('a seal is good for one use');
        used = true;
        const { result } = await encrypt(inHand, plaintext.reveal(), {
          suiteId: SUITE.id,
          encryptionContext,
        });
        return result;
      };
    },

    async open(sealed): Promise<Confidential> {
      try {
        const { plaintext } = await decrypt(opening, sealed);
        return confidential(plaintext.toString('utf8'));
      } catch (error) {
        // The library's own messages quote the bytes that it could not read.
        throw error instanceof SealError ? error : new SealError('sealed-unreadable');
      }
    },
  };
};

/**
 * While a call for a key is under way, others for it wait, fail with it, and afterwards find the cache filled: many
 * rows at a cold cache cost one call to KMS.
 */
const oneAtATime = <T>() => {
  const underWay = new Map<string, Promise<T>>();
  return async (key: string, call: () => Promise<T>): Promise<T> => {
    for (let other = underWay.get(key); other; other = underWay.get(key)) await other;
    const mine = call();
    underWay.set(key, mine);
    try {
      return await mine;
    } finally {
      underWay.delete(key);
    }
  };
};

/** Rows wait for each other only where the answer must be the same, so that no damaged row fails a sound one. */
const everythingThatDecides = ({ suite, encryptedDataKeys }: DecryptionRequest): string =>
  JSON.stringify([
    suite.id,
    ...encryptedDataKeys.map(({ providerId, providerInfo, encryptedDataKey }) => [
      providerId,
      providerInfo,
      Buffer.from(encryptedDataKey).toString('base64'),
    ]),
  ]);

const sameContext = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, value]) => b[name] === value);
