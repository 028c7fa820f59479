import {
  DeleteSecretCommand,
  LimitExceededException,
  ListSecretVersionIdsCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { openDataFolder } from '../../../local/data-folder.ts';
import { type Clients, dataFolders } from './data-folders.ts';
import { secretShorthands } from './secret-shorthands.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** As tokens of half an hour would have it. */
const EVERY = 20 * MINUTE;
const VERSIONS_A_DAY = DAY / EVERY;

const { dir, run } = dataFolders();

const versionsOf = async ({ secrets }: Clients, SecretId: string): Promise<number> => {
  const all = new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true });
  return (await secrets.send(all)).Versions?.length ?? 0;
};

/** Versions in the folder, of all secrets. */
const versionsKept = async (): Promise<number> => {
  const data = await openDataFolder(dir());
  const { entries } = await data.shelf('secret-versions');
  await data.close();
  return entries.size;
};

/**
 * How many versions a secret has after each of four days of refreshing that began with a day's worth in a minute.
 * `speed`: how much faster than life all of it goes.
 */
const refreshForDays = (speed: number): Promise<number[]> => {
  let now = Date.UTC(2026, 10, 22);
  const work = async (clients: Clients): Promise<number[]> => {
    const { create, put } = secretShorthands(clients.secrets);
    await create('a');
    for (let hurried = 1; hurried < VERSIONS_A_DAY; hurried += 1) await put('a', `hurried ${hurried}`);
    const left: number[] = [];
    for (const _ of ['Monday', 'Tuesday', 'Wednesday', 'Thursday']) {
      for (let refresh = 0; refresh < VERSIONS_A_DAY; refresh += 1) {
        now += EVERY / speed;
        await put('a', `at ${now}`).catch((error: unknown) => {
          if (!(error instanceof LimitExceededException)) throw error;
        });
      }
      left.push(await versionsOf(clients, 'a'));
    }
    return left;
  };
  return run(work, { clock: () => now, versionWindowMs: DAY / speed });
};

test.each([
  ['days of refreshing', 1],
  ['days of refreshing in minutes, with a window as short in proportion,', 600],
])('%s leave the versions of one day, in memory and in the folder', async (_, speed) => {
  const [, ...left] = await refreshForDays(speed);

  expect(left).toEqual([VERSIONS_A_DAY, VERSIONS_A_DAY, VERSIONS_A_DAY]);
  expect(await versionsKept()).toBe(VERSIONS_A_DAY);
});

test('a deleted secret leaves nothing behind, though nobody looks for it again', async () => {
  let now = Date.UTC(2026, 10, 22);
  const work = async ({ secrets }: Clients): Promise<void> => {
    const { create, put } = secretShorthands(secrets);
    for (const name of ['forced', 'marked', 'other']) {
      await create(name);
      await put(name, 'second');
    }
    await secrets.send(new DeleteSecretCommand({ SecretId: 'forced', ForceDeleteWithoutRecovery: true }));
    await secrets.send(new DeleteSecretCommand({ SecretId: 'marked', RecoveryWindowInDays: 7 }));
    now += 7 * DAY;
    await secrets.send(new DeleteSecretCommand({ SecretId: 'other', RecoveryWindowInDays: 7 }));
  };

  await run(work, { clock: () => now });

  expect(await versionsKept()).toBe(2);
});
