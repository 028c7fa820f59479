import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDataFolder } from '../../local/data-folder.ts';
import { claimFolder, type FolderRecord } from '../../local/folder-record.ts';

const SIMULATED: FolderRecord = { kind: 'simulated', tempo: 12 };
const OWN: FolderRecord = { kind: 'own', tempo: 1 };

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'folder-record-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** As a run does at its start. */
const claimed = async (record: FolderRecord): Promise<FolderRecord> => {
  const data = await openDataFolder(dir);
  try {
    return await claimFolder(data, record);
  } finally {
    await data.close();
  }
};

test.each([
  [SIMULATED, OWN, 'holds a fleet of the simulated clouds: leave --apps and --principals out'],
  [OWN, SIMULATED, 'holds a fleet of your own: give --apps and --principals'],
] as const)('a folder begun by %o is refused to %o, and stays what it is', async (first, other, remedy) => {
  await claimed(first);

  await expect(claimed(other)).rejects.toMatchObject({
    name: 'DataFolderError',
    code: 'data-folder-of-other-fleet',
    message: `The data folder ${dir} ${remedy}, or name another folder.`,
  });
  await expect(claimed(first)).resolves.toEqual(first);
});

test('a later run at another tempo is told how the folder was begun', async () => {
  await claimed(SIMULATED);

  expect(await claimed({ ...SIMULATED, tempo: 1 })).toEqual(SIMULATED);
});
