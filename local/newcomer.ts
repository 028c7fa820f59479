import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LOCAL_PORT } from '../lambdas/contract.ts';
import { registerApp } from './enrol-fleet.ts';
import type { World } from './world.ts';

const APP = 'my-app';
const PRINCIPAL = 'my-home';
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
    // A file that is there keeps its mode: so it must not be there.
    await rm(path, { force: true });
    await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { mode: OWNER_ONLY.file });
    return path;
  };
  return {
    app: await write('app.json', { app: APP, ...secret }),
    principal: await write('principal.json', {
      principal_id: PRINCIPAL,
      provider: dkn.provider,
      app: APP,
      grant,
    }),
  };
};

/** What to type, in one line. */
export const howToTry = ({ app, principal }: TryFiles, endpoint: string): string => {
  const port = Number(new URL(endpoint).port);
  const local = port === LOCAL_PORT ? '--local' : `--local ${port}`;
  const from = (path: string): string => {
    const near = relative(process.cwd(), path);
    return near.startsWith('..') ? path : near;
  };
  return `to enrol one more: npx refresh-scheduler app put ${from(app)} ${local} && npx refresh-scheduler enrol ${from(principal)} ${local}`;
};
