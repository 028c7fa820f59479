import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAuthority } from '../../../local/clouds/authority.ts';
import { type DknAppSecret, startDkn } from '../../../local/clouds/dkn.ts';
import { startHuawei } from '../../../local/clouds/huawei.ts';
import { startKii } from '../../../local/clouds/kii.ts';
import { type Oauth2Cloud, startOauth2 } from '../../../local/clouds/oauth2.ts';
import { type DataFolder, openDataFolder } from '../../../local/data-folder.ts';
import { ask, FORM, form, type Heard, JSON_BODY } from './ask.ts';
import { type Asked, EVERY_CLOUD, tokensIn } from './every-cloud.ts';

let dir = '';
let data: DataFolder;
const open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clouds-'));
  data = await openDataFolder(dir);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((cloud) => cloud.close()));
  await data.close();
  await rm(dir, { recursive: true });
});

const options = async () => ({ data, authority: await createAuthority('Test CA', data) });

const opened = <C extends { close(): Promise<void> }>(cloud: C): C => {
  open.push(cloud);
  return cloud;
};

/** All that the processes had is gone but the folder. */
const restart = async <R>(again: () => Promise<R>): Promise<R> => {
  await Promise.all(open.splice(0).map((cloud) => cloud.close()));
  await data.close();
  data = await openDataFolder(dir);
  return again();
};

describe.each(Object.entries(EVERY_CLOUD))('a restart of %s', (_, begin) => {
  const start = async (): Promise<Asked> => {
    const asked = await begin(await options());
    opened(asked.cloud);
    return asked;
  };

  test('leaves apps as they were, address and authority included', async () => {
    const before = await start();
    const other = await before.cloud.registerApp('other');

    const after = await restart(start);
    const secrets = [after.cloud.app, await after.cloud.registerApp('other')];

    expect(secrets).toEqual([before.cloud.app, other]);
  });

  test('leaves tokens as they were, live, spent and dead', async () => {
    const before = await start();
    const first = before.cloud.issueGrant({ principal: 'p-1' });
    const live = tokensIn(await before.refresh(first.refreshToken));

    const after = await restart(start);
    const alive = [after.cloud.isLive(live.access), after.cloud.isLive(first.accessToken)];
    const next = await after.refresh(live.refresh);
    const again = await after.refresh(first.refreshToken);

    expect([...alive, next.status, again.status >= 400]).toEqual([true, false, 200, true]);
    expect(after.cloud.counts).toMatchObject({ refreshed: 1, reused: 1 });
  });

  test('does not make up the same tokens again from the same seed', async () => {
    const startSeeded = async () => {
      const { cloud } = await begin({ ...(await options()), random: 7 });
      return opened(cloud);
    };
    const issue = (cloud: Asked['cloud']) => cloud.issueGrant({ principal: 'p-1' }).refreshToken;

    const issued = [issue(await startSeeded())];
    issued.push(issue(await restart(startSeeded)));
    issued.push(issue(await restart(startSeeded)));

    expect(new Set(issued).size).toBe(3);
  });
});

describe('a restart', () => {
  test('leaves a code good, or used, as it was', async () => {
    const start = async () => opened(await startOauth2({ ...(await options()), revokeOnCodeReuse: true }));
    const before = await start();
    await before.registerApp('posting', { clientAuth: 'client_secret_post' });
    const codes = [1, 2].map(() => before.issueCode({ principal: 'p-1', app: 'posting' }));
    const exchange = async (cloud: Oauth2Cloud, code: string | undefined): Promise<Heard> => {
      const { token_url, client_id, client_secret, ca } = await cloud.registerApp('posting');
      const fields = { grant_type: 'authorization_code', client_id, client_secret, code: String(code) };
      return ask({ url: token_url, ca, headers: FORM, body: form(fields) });
    };
    const used = tokensIn(await exchange(before, codes[0]));

    const after = await restart(start);
    const fresh = await exchange(after, codes[1]);
    const again = await exchange(after, codes[0]);

    expect([fresh.status, again.status]).toEqual([200, 400]);
    expect(after.isLive(used.access)).toBe(false);
  });

  test('leaves accounts and named logins of Kii as they were', async () => {
    const start = async () => opened(await startKii(await options()));
    const before = await start();
    const account = await before.registerAccount({ principal: 'anna' });
    await before.nameLogin({ principal: 'reports', as: 'admin' });

    const after = await restart(start);
    const { app_id, client_id, client_secret, ca, base_url } = after.app;
    const post = (fields: object) =>
      ask({
        url: `${base_url}/api/oauth2/token`,
        ca,
        headers: { ...JSON_BODY, 'X-Kii-AppID': app_id },
        body: JSON.stringify(fields),
      });
    const heard = [
      await post({ username: account.username, password: account.password }),
      await post({ client_id, client_secret }),
    ];

    expect(heard.map(({ status }) => status)).toEqual([200, 200]);
    expect(after.history.map(({ principal }) => principal)).toEqual(['anna', 'reports']);
  });

  test('keeps the name of a Huawei login', async () => {
    const start = async () => opened(await startHuawei(await options()));
    const before = await start();
    await before.nameLogin({ principal: 'meters' });

    const after = await restart(start);
    const { app_id: appId, secret, ca, base_url, client_certificate: cert, client_key: key } = after.app;
    const url = `${base_url}/iocm/app/sec/v1.1.0/login`;
    await ask({ url, ca, cert, key, headers: FORM, body: form({ appId, secret }) });

    expect(after.history.at(-1)).toMatchObject({ principal: 'meters', verdict: 'granted' });
  });

  test('takes another port where somebody else has taken the one of before', async () => {
    const start = async () => opened(await startDkn(await options()));
    const first = await start();
    const { port } = new URL(first.url);
    await first.close();
    const authority = await createAuthority('Other CA');
    const squatter = opened(await startDkn({ authority, port: Number(port) }));

    const second = await start();

    expect(squatter.url).toBe(first.url);
    expect(second.url).not.toBe(first.url);
  });

  test('fails where the port that was asked for is taken', async () => {
    const running = opened(await startDkn(await options()));
    const port = Number(new URL(running.url).port);

    const starting = startDkn({ authority: await createAuthority('Other CA'), port });

    await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('what a cloud tells', () => {
  /** A folder whose writes end when the test says so, after everything that was put while it started. */
  const folderThatWaits = () => {
    let until: Promise<void> = Promise.resolve();
    const folder: DataFolder = {
      shelf: async <V>(name: string) => {
        const { entries, put, delete: remove } = await data.shelf<V>(name);
        return {
          entries,
          put: (key: string, value: V) => Promise.all([put(key, value), until]).then(() => {}),
          delete: (key: string) => Promise.all([remove(key), until]).then(() => {}),
        };
      },
      close: async () => {},
    };
    return {
      folder,
      hold: (held: Promise<void>) => {
        until = held;
      },
    };
  };

  test('is told once it is written, not before', async () => {
    const { folder, hold } = folderThatWaits();
    const { cloud, refresh, me } = await EVERY_CLOUD.dkn({ ...(await options()), data: folder });
    opened(cloud);
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    const { promise, resolve: write } = Promise.withResolvers<void>();
    hold(promise);
    let told = false;

    const asking = refresh(refreshToken).then((heard) => {
      told = true;
      return heard;
    });
    while (cloud.counts.refreshed === 0) await new Promise((resolve) => setImmediate(resolve));
    // The answer to a later request comes in: an answer to the first would have come before it.
    await me('made-up');
    const toldEarly = told;
    write();
    const heard = await asking;

    expect([toldEarly, heard.status]).toEqual([false, 200]);
  });

  test('is not told when it cannot be written', async () => {
    const { folder, hold } = folderThatWaits();
    const { cloud, refresh } = await EVERY_CLOUD.dkn({ ...(await options()), data: folder });
    opened(cloud);
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    const full = Promise.reject(new Error('the disk is full'));
    full.catch(() => {});
    hold(full);

    const asking = refresh(refreshToken);

    await expect(asking).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(cloud.saved()).rejects.toThrow('full');
  });

  test('is not lost when the process is killed the moment that it was told', async () => {
    const children: ChildProcess[] = [];
    const startChild = async (): Promise<DknAppSecret> => {
      const script = fileURLToPath(new URL('killable-dkn.ts', import.meta.url));
      const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const [line] = await once(createInterface(child.stdout), 'line');
      return JSON.parse(line);
    };
    const refreshAndKill = async (refreshToken: string) => {
      const { base_url, ca, client_id, client_secret } = await startChild();
      const heard = await ask({
        url: `${base_url}/api/v1/open/oauth2/token`,
        ca,
        headers: FORM,
        body: form({ grant_type: 'refresh_token', client_id, client_secret, refresh_token: refreshToken }),
      });
      const child = children.at(-1);
      child?.kill('SIGKILL');
      if (child) await once(child, 'exit');
      return heard;
    };
    const cloud = await startDkn(await options());
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    await cloud.close();
    await data.close();

    const heard = [await refreshAndKill(refreshToken)];
    for (let killed = 1; killed < 3; killed += 1) {
      const [last] = heard.slice(-1);
      if (last) heard.push(await refreshAndKill(tokensIn(last).refresh));
    }
    const again = await refreshAndKill(refreshToken);
    data = await openDataFolder(dir);

    expect(heard.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(again.json().error_description).toBe('Invalid refresh_token');
  });
});
