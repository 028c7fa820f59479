import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import { answer, type Call, type Stage } from './answer.ts';

const newKey = async ({ clients }: Stage, more: object = {}): Promise<string> => {
  const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand(more));
  return KeyMetadata?.KeyId ?? '';
};

/** What is told of a key, without what differs by account and by what else the service knows. */
const described = async ({ clients }: Stage, KeyId: string): Promise<unknown> => {
  const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId }));
  const { Arn, Description, Enabled, KeyState, KeyUsage, KeySpec, Origin, KeyManager } = KeyMetadata ?? {};
  const told = { Arn, Description, Enabled, KeyState, KeyUsage, KeySpec, Origin, KeyManager };
  return answer(Promise.resolve(told));
};

/** How a stack makes its key, and finds it again. */
export const keyCalls: readonly Call[] = [
  {
    what: 'CreateKey with a description, and DescribeKey',
    ask: async (stage) => described(stage, await newKey(stage, { Description: 'Seals.' })),
  },
  {
    what: 'DescribeKey of a key that is not there',
    ask: (stage) => answer(stage.clients.kms.send(new DescribeKeyCommand({ KeyId: stage.name() }))),
  },
  {
    what: 'ListResourceTags of a key',
    async ask(stage) {
      const KeyId = await newKey(stage, { Tags: [{ TagKey: 'fleet', TagValue: 'test' }] });
      const { Tags } = await stage.clients.kms.send(new ListResourceTagsCommand({ KeyId }));
      return Tags;
    },
  },
  {
    what: 'EnableKeyRotation',
    async ask(stage) {
      const KeyId = await newKey(stage);
      const { kms } = stage.clients;
      const before = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
      const enabled = await answer(kms.send(new EnableKeyRotationCommand({ KeyId })));
      const after = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
      return [before.KeyRotationEnabled, enabled, after.KeyRotationEnabled];
    },
  },
  {
    what: 'CreateAlias, and a key by its alias',
    async ask(stage) {
      const KeyId = await newKey(stage);
      const AliasName = `alias/${stage.name()}`;
      const { kms } = stage.clients;
      const made = await answer(kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId })));
      const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId }));
      return { made, key: await described(stage, AliasName), aliases: Aliases.length };
    },
  },
  {
    what: 'CreateAlias of a name that is taken',
    async ask(stage) {
      const AliasName = `alias/${stage.name()}`;
      const make = async () =>
        stage.clients.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: await newKey(stage) }));
      await make();
      return answer(make());
    },
  },
];
