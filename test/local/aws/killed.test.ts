import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, CreateKeyCommand, DecryptCommand, EncryptCommand } from '@aws-sdk/client-kms';
import { expect, test } from '@jest/globals';
import { openDataFolder } from '../../../local/data-folder.ts';
import { dataFolders } from './data-folders.ts';
import { rowsTable } from './rows-table.ts';
import { sdkClients } from './sdk-clients.ts';
import { secretShorthands } from './secret-shorthands.ts';

const PROCESS = fileURLToPath(new URL('aws-process.ts', import.meta.url));
const KEY = 'alias/fleet';
const { dir, run } = dataFolders();

const startProcess = async () => {
  const child = fork(PROCESS, [dir()], { env: { ...process.env, NODE_OPTIONS: '' } });
  const [address] = await once(child, 'message');
  const clients = sdkClients(address);
  return {
    clients,
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      clients.destroy();
    },
  };
};

test('whatever was answered is there again after a SIGKILL in the middle of it all', async () => {
  const { clients, kill } = await startProcess();
  const { dynamoDb, kms, secrets } = clients;
  const { create, put } = secretShorthands(secrets);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: KEY, TargetKeyId: KeyMetadata?.KeyId }));
  await rowsTable(dynamoDb).create();
  const { promise: enough, resolve: enoughAnswered } = Promise.withResolvers<void>();
  const answered: { principal: string; CiphertextBlob: Uint8Array | undefined }[] = [];

  /** As a tick does it: seal, keep the row, publish the secret. Ends when the endpoint is gone. */
  const work = async (worker: number): Promise<void> => {
    for (let round = 0; ; round += 1) {
      const principal = `p-${worker}-${round}`;
      const { CiphertextBlob } = await kms.send(
        new EncryptCommand({ KeyId: KEY, Plaintext: Buffer.from(principal) }),
      );
      await dynamoDb.send(new PutItemCommand({ TableName: 'Rows', Item: { id: { S: principal } } }));
      await create(principal, 'old');
      await put(principal, principal);
      answered.push({ principal, CiphertextBlob });
      if (answered.length === 60) enoughAnswered();
    }
  };
  const workers = Promise.allSettled([0, 1, 2, 3, 4, 5].map(work));
  await enough;
  await kill();
  await workers;

  const found = await run(async (again) => {
    const read = secretShorthands(again.secrets).get;
    return Promise.all(
      answered.map(async ({ principal, CiphertextBlob }) => {
        const Key = { id: { S: principal } };
        const [{ Item }, secret, { Plaintext = [] }] = await Promise.all([
          again.dynamoDb.send(new GetItemCommand({ TableName: 'Rows', Key })),
          read(principal),
          again.kms.send(new DecryptCommand({ CiphertextBlob })),
        ]);
        return [Item?.id?.S, secret.SecretString, Buffer.from(Plaintext).toString()];
      }),
    );
  });

  expect(found).toEqual(answered.map(({ principal }) => [principal, principal, principal]));
});

test('another process cannot take a folder that is held, until its holder is gone', async () => {
  const { kill } = await startProcess();

  await expect(openDataFolder(dir())).rejects.toThrow(`The data folder ${dir()} is held by another run`);
  await kill();
  await expect(openDataFolder(dir()).then((data) => data.close())).resolves.toBeUndefined();
});
