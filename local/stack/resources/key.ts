import { CreateAliasCommand, CreateKeyCommand, EnableKeyRotationCommand } from '@aws-sdk/client-kms';
import type { Make } from '../site.ts';

/** `AWS::KMS::Key`: symmetric, for encryption. Its policy is not enforced. */
export const makeKey: Make = async ({ properties }, { clients: { kms } }) => {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ Description: properties.Description as string | undefined }),
  );
  const { KeyId = '', Arn = '' } = KeyMetadata ?? {};
  if (properties.EnableKeyRotation) await kms.send(new EnableKeyRotationCommand({ KeyId }));
  return { ref: KeyId, attributes: { Arn, KeyId } };
};

/** `AWS::KMS::Alias` */
export const makeAlias: Make = async ({ properties }, { clients: { kms } }) => {
  const { AliasName, TargetKeyId } = properties as { AliasName: string; TargetKeyId: string };
  await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
  return { ref: AliasName };
};
