import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { registerApp } from './enrol-fleet.ts';
import { localOption } from './local-option.ts';
import type { World } from './world.ts';

const APP = 'my-app';
const PRINCIPAL = 'my-home';
const FILES = { app: 'app.json', principal: 'principal.json' };
const OWNER_ONLY = { folder: 0o700, file: 0o600 };

/** An account at a simulated cloud that nobody has enrolled yet, as a pair of files for the command line. */
export interface TryFiles {
  readonly app: string;
  readonly principal: string;
}

/**
 * Writes a ready app and principal, with a fresh grant, for whoever wants to try the command line.
 *
 * @param folder made if it is not there; it holds credentials of a simulated cloud, and is its owner's alone
 * @returns undefined where an earlier run of the same data folder has that principal already; its app is registered again
 */
export const writeTryFiles = async (world: World, folder: string): Promise<TryFiles | undefined> => {
  const { clouds, ports } = world;
  const { dkn } = clouds;
  // What a killed run left would be refused by this run's cloud; and a file that is there would keep its mode.
  await removeTryFiles(folder);
  if ((await ports.principals.get(PRINCIPAL)).row !== 'missing') {
    await registerApp(world, 'dkn', APP);
    return undefined;
  }
  const secret = await dkn.registerApp(APP);
  const { refreshToken } = dkn.issueGrant({ principal: PRINCIPAL, app: APP });
  await dkn.saved();
  const grant = { kind: 'refresh_token', refresh_token: refreshToken };

  await mkdir(folder, { recursive: true, mode: OWNER_ONLY.folder });
  const write = async (name: string, content: object): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { mode: OWNER_ONLY.file });
    return path;
  };
  return {
    app: await write(FILES.app, { app: APP, ...secret }),
    principal: await write(FILES.principal, {
      principal_id: PRINCIPAL,
      provider: dkn.provider,
      app: APP,
      grant,
    }),
  };
};

/** Their grant is worth nothing without the cloud that gave it: to be called when that ends. */
export const removeTryFiles = async (folder: string): Promise<void> => {
  for (const name of Object.values(FILES)) await rm(join(folder, name), { force: true });
  // Somebody may have put other files there.
  await rmdir(folder).catch(() => {});
};

/** What to type, in one line. */
export const howToTry = ({ app, principal }: TryFiles, endpoint: string): string => {
  const local = localOption(endpoint);
  const from = (path: string): string => {
    const near = relative(process.cwd(), path);
    return near.startsWith('..') ? path : near;
  };
  return `to enrol one more: npx refresh-scheduler app put ${from(app)} ${local} && npx refresh-scheduler enrol ${from(principal)} ${local}`;
};
