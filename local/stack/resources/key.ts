import {
  AlreadyExistsException,
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  type KeyMetadata,
  type KMSClient,
  ListResourceTagsCommand,
  paginateListKeys,
  type Tag,
} from '@aws-sdk/client-kms';
import type { Make, Site } from '../site.ts';

/** `AWS::KMS::Key`: symmetric, for encryption. Its policy is not enforced. One from an earlier run is found by its tags. */
export const makeKey: Make = async ({ logicalId, properties }, site) => {
  const { kms } = site.clients;
  const Tags = tagsOf(logicalId, site);
  const { KeyId = '', Arn = '' } =
    (await findKey(kms, Tags)) ?? (await createKey(kms, Tags, properties.Description));
  if (properties.EnableKeyRotation) await kms.send(new EnableKeyRotationCommand({ KeyId }));
  return { ref: KeyId, attributes: { Arn, KeyId } };
};

/** `AWS::KMS::Alias` */
export const makeAlias: Make = async ({ properties }, { clients: { kms } }) => {
  const { AliasName, TargetKeyId } = properties as { AliasName: string; TargetKeyId: string };
  try {
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) throw error;
    // From an earlier run, unless it leads elsewhere.
    const [named, target] = await Promise.all([describe(kms, AliasName), describe(kms, TargetKeyId)]);
    if (named.KeyId !== target.KeyId) throw error;
  }
  return { ref: AliasName };
};

/** As CloudFormation tags what it makes. */
const tagsOf = (logicalId: string, { assembly: { stackName } }: Site): Tag[] => [
  { TagKey: 'aws:cloudformation:stack-name', TagValue: stackName },
  { TagKey: 'aws:cloudformation:logical-id', TagValue: logicalId },
];

const findKey = async (kms: KMSClient, wanted: readonly Tag[]): Promise<KeyMetadata | undefined> => {
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId } of Keys) {
      const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
      const has = ({ TagKey, TagValue }: Tag) =>
        Tags.some((tag) => tag.TagKey === TagKey && tag.TagValue === TagValue);
      if (wanted.every(has)) return await describe(kms, KeyId);
    }
  }
  return undefined;
};

const createKey = async (kms: KMSClient, Tags: Tag[], description: unknown): Promise<KeyMetadata> => {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ Tags, Description: description as string | undefined }),
  );
  if (!KeyMetadata) throw new Error('KMS answered without the key it made.');
  return KeyMetadata;
};

const describe = async (kms: KMSClient, KeyId: string | undefined): Promise<KeyMetadata> => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  if (!KeyMetadata) throw new Error(`KMS answered without the key ${KeyId}.`);
  return KeyMetadata;
};
