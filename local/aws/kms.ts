import * as z from 'zod';
import type { KeyRing } from './key-ring.ts';
import { keyId, kmsCryptography } from './kms-cryptography.ts';
import type { KmsKey } from './kms-key.ts';
import { jsonService, type Operation, operation, type Service } from './operation.ts';
import { epochSeconds } from './wire.ts';

const ROTATION_DAYS = 365;

const describe = (key: KmsKey, account: string): object => ({
  AWSAccountId: account,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: epochSeconds(key.createdAt),
  Enabled: key.enabled,
  Description: key.description,
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: key.enabled ? 'Enabled' : 'Disabled',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
});

const tagList = z
  .array(z.object({ TagKey: z.string().min(1).max(128), TagValue: z.string().max(256) }))
  .max(50)
  .default([]);

const onKey = (keys: KeyRing, run: (key: KmsKey) => object): Operation =>
  operation(z.object({ KeyId: keyId }), (input) => run(keys.find(input.KeyId)));

const changeKey = (keys: KeyRing, change: (key: KmsKey) => void): Operation =>
  onKey(keys, (key) => {
    change(key);
    keys.save(key);
    return {};
  });

/** The operations on keys and aliases. Only symmetric keys for encryption are made. */
const management = (keys: KeyRing, account: string): Record<string, Operation> => ({
  CreateKey: operation(
    z.object({
      Description: z.string().max(8192).default(''),
      KeySpec: z.literal('SYMMETRIC_DEFAULT').optional(),
      KeyUsage: z.literal('ENCRYPT_DECRYPT').optional(),
      Tags: tagList,
    }),
    ({ Description: description, Tags }) => {
      const tags = new Map(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
      return { KeyMetadata: describe(keys.create({ description, tags }), account) };
    },
  ),
  ListKeys: operation(z.object({}), () => ({
    Keys: keys.list().map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
    Truncated: false,
  })),
  ListResourceTags: onKey(keys, ({ tags }) => ({
    Tags: [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    Truncated: false,
  })),
  DescribeKey: onKey(keys, (key) => ({ KeyMetadata: describe(key, account) })),
  EnableKey: changeKey(keys, (key) => {
    key.enabled = true;
  }),
  DisableKey: changeKey(keys, (key) => {
    key.enabled = false;
  }),
  EnableKeyRotation: changeKey(keys, (key) => {
    key.rotation = true;
  }),
  GetKeyRotationStatus: onKey(keys, (key) => ({
    KeyId: key.id,
    KeyRotationEnabled: key.rotation,
    ...(key.rotation && { RotationPeriodInDays: ROTATION_DAYS }),
  })),
  CreateAlias: operation(
    z.object({ AliasName: z.string().min(1).max(256), TargetKeyId: keyId }),
    ({ AliasName, TargetKeyId }) => {
      keys.alias(AliasName, keys.find(TargetKeyId));
      return {};
    },
  ),
  ListAliases: operation(z.object({ KeyId: keyId.optional() }), ({ KeyId }) => {
    const only = KeyId === undefined ? undefined : keys.find(KeyId).id;
    return {
      Aliases: keys
        .aliases()
        .filter((alias) => only === undefined || alias.keyId === only)
        .map(({ name, arn, keyId: target }) => ({ AliasName: name, AliasArn: arn, TargetKeyId: target })),
      Truncated: false,
    };
  }),
});

/** KMS, with real AES-256-GCM. Master keys live as long as the data folder: what they sealed dies with it. */
export const kms = (keys: KeyRing, account: string): Service =>
  jsonService('kms', { ...management(keys, account), ...kmsCryptography(keys) }, () => keys.written());
