import {
  CreateKeyCommand,
  DecryptCommand,
  type DecryptCommandInput,
  DisableKeyCommand,
  GenerateDataKeyCommand,
} from '@aws-sdk/client-kms';
import { answer, type Call, type Stage } from './answer.ts';

const EncryptionContext = { fleet: 'test' };
const NumberOfBytes = 32;

const generate = ({ clients, settings }: Stage, KeyId = settings.keyArn) =>
  clients.kms.send(new GenerateDataKeyCommand({ KeyId, NumberOfBytes, EncryptionContext }));

const newKey = async ({ clients }: Stage): Promise<string> => {
  const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({}));
  return KeyMetadata?.Arn ?? '';
};

/** Opening a data key of the fleet's, with what is different this time. */
const decrypt = (
  what: string,
  change: (stage: Stage, wrapped: Uint8Array) => Promise<Partial<DecryptCommandInput>>,
): Call => ({
  what,
  async ask(stage) {
    const { CiphertextBlob = new Uint8Array() } = await generate(stage);
    const input = { CiphertextBlob, EncryptionContext, KeyId: stage.settings.keyArn };
    const changed = await change(stage, CiphertextBlob);
    return answer(stage.clients.kms.send(new DecryptCommand({ ...input, ...changed })));
  },
});

export const kmsCalls: readonly Call[] = [
  { what: 'GenerateDataKey', ask: (stage) => answer(generate(stage)) },
  {
    what: 'GenerateDataKey, then Decrypt: the same 32 bytes',
    async ask(stage) {
      const { CiphertextBlob, Plaintext = new Uint8Array() } = await generate(stage);
      const opened = await stage.clients.kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
      return {
        bytes: Plaintext.length,
        same: Buffer.from(Plaintext).equals(opened.Plaintext ?? Buffer.of()),
      };
    },
  },
  {
    what: 'GenerateDataKey of a key that is not there',
    ask: (stage) => answer(generate(stage, stage.settings.keyArn.replace(/[^/]+$/, stage.name()))),
  },
  {
    what: 'GenerateDataKey of a disabled key',
    async ask(stage) {
      const arn = await newKey(stage);
      // By id: moto fails on an ARN here.
      await stage.clients.kms.send(new DisableKeyCommand({ KeyId: arn.split('/').at(-1) }));
      return answer(generate(stage, arn));
    },
  },
  decrypt('Decrypt', async () => ({})),
  decrypt('Decrypt in the context of another fleet', async () => ({
    EncryptionContext: { fleet: 'another' },
  })),
  decrypt('Decrypt without its context', async () => ({ EncryptionContext: {} })),
  decrypt('Decrypt of bytes that were altered', async (_, wrapped) => ({
    CiphertextBlob: wrapped.with(-1, (wrapped.at(-1) ?? 0) ^ 1),
  })),
  decrypt('Decrypt of bytes that no key made', async () => ({ CiphertextBlob: Buffer.from('nothing') })),
  decrypt('Decrypt under another key', async (stage) => ({ KeyId: await newKey(stage) })),
];
