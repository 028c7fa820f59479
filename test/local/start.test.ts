import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAuthority } from '../../local/clouds/authority.ts';
import { startDkn } from '../../local/clouds/dkn.ts';

const START = fileURLToPath(new URL('../../local/start.ts', import.meta.url));
const FLEET = new URL('../../local/fleet.ts', import.meta.url).href;
const LIMIT_MS = 90_000;

/** The program's only folder for temporary files. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** `stopWith`: the signal to send as soon as that text is seen. */
interface How {
  readonly stopAt?: string;
  readonly stopWith?: NodeJS.Signals;
  /** A module that runs before the program. */
  readonly before?: string;
  readonly env?: Record<string, string>;
}

const start = async (args: readonly string[], { stopAt, stopWith, before, env }: How = {}) => {
  const preload = before ? ['--import', `data:text/javascript,${encodeURIComponent(before)}`] : [];
  const child = spawn(process.execPath, [...preload, START, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', TMPDIR: folder, ...env },
  });
  let stdout = '';
  let stderr = '';
  const look = (): void => {
    if (stopAt !== undefined && (stdout + stderr).includes(stopAt)) child.kill(stopWith);
  };
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    look();
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    look();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr, left: await readdir(folder) };
};

describe('npm start -- --once', () => {
  test(
    'exits 0 in an environment full of AWS settings, and reaches none of them',
    async () => {
      const env = {
        AWS_PROFILE: 'production',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIAPRODUCTION',
      };

      const { code, stdout, left } = await start(['--once'], { env });

      expect({ code, left }).toEqual({ code: 0, left: [] });
      expect(stdout).toContain('home-1');
      expect(stdout).toMatch(/AWS endpoint, http:\/\/127\.0\.0\.1:\d+, ends now: npm start/);
    },
    LIMIT_MS,
  );

  test(
    'exits 1 and names a healthy principal that is not published',
    async () => {
      const unlucky = `import { FLEET } from '${FLEET}';
        FLEET.push({ principalId: 'home-unlucky', cloud: 'dkn', app: 'dkn-staging' });`;

      const { code, stderr } = await start(['--once'], { before: unlucky });

      expect(code).toBe(1);
      expect(stderr).toContain('home-unlucky is healthy and not published: app-misconfigured');
    },
    LIMIT_MS,
  );

  test(
    'leaves nothing behind when it is ended while a round runs',
    async () => {
      const how = { stopAt: 'firing the schedule', stopWith: 'SIGINT' } as const;

      const { code, stderr, left } = await start(['--once'], how);

      expect({ code, left }).toEqual({ code: 130, left: [] });
      expect(stderr).toMatch(/ending\n$/);
    },
    LIMIT_MS,
  );
});

describe('npm start', () => {
  let data: string;
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'start-data-'));
  });
  afterEach(() => rm(data, { recursive: true }));
  const live = (...args: string[]) => ['--port', '0', '--data', data, ...args];

  test(
    'ends by itself with a verdict and 0, keeps everything, and goes on from it in the next run',
    async () => {
      const first = await start(live('--for', '9s'));
      const files = await readdir(data);
      const second = await start(live('--for', '3s'));

      expect({ code: first.code, left: first.left }).toEqual({ code: 0, left: [] });
      expect(first.stderr).toContain('the schedule fires every 5 s, the first round runs now');
      expect(first.stdout).toContain('get-secret-value');
      expect(first.stdout).toMatch(/home-1: active, no token yet\n(.*\n)*.*home-1: active, refreshed\n/);
      expect(first.stdout).toContain('home-4: halted, invalid_request');
      expect(first.stdout).toMatch(/GOOD: 11 healthy principals held a live token all the time/);
      expect(first.stdout).toMatch(/app put .*try\/app\.json .* enrol .*try\/principal\.json/);
      expect(files).not.toContain('try');
      expect(second.code).toBe(0);
      expect(second.stdout).not.toContain('home-1: active, no token yet');
      expect(second.stdout).toContain('    0s  home-1: active, refreshed');
    },
    2 * LIMIT_MS,
  );

  test(
    'exits 1 and names a healthy principal that never held a token; prints no control codes',
    async () => {
      const unlucky = `import { FLEET } from '${FLEET}';
        FLEET.push({ principalId: 'home-unlucky', cloud: 'dkn', app: 'dkn-staging' });`;

      const { code, stdout } = await start(live('--for', '6s'), { before: unlucky });

      expect(code).toBe(1);
      expect(stdout).toContain('home-unlucky never held a live token: not published');
      expect(stripVTControlCharacters(stdout)).toBe(stdout);
    },
    LIMIT_MS,
  );

  test(
    'takes apps and principals of files, shows every refusal with its place and remedy, and goes on; its data folder is theirs',
    async () => {
      const dkn = await startDkn({ authority: await createAuthority('test') });
      const { refreshToken } = dkn.issueGrant({ principal: 'my-home' });
      const apps = join(data, 'apps.json');
      const principals = join(data, 'principals.jsonl');
      await writeFile(
        apps,
        JSON.stringify([
          { app: 'broken', provider: 'dkn' },
          { app: 'mine', ...dkn.app },
        ]),
      );
      const mine = { provider: 'dkn', app: 'mine' };
      const grant = { kind: 'refresh_token', refresh_token: refreshToken };
      await writeFile(
        principals,
        [
          { ...mine, principal_id: 'not an id', grant },
          { ...mine, principal_id: 'my-home', grant },
        ]
          .map((entry) => JSON.stringify(entry))
          .join('\n'),
      );

      const { code, stdout, stderr } = await start([
        ...['--port', '0', '--for', '6s', '--data', join(data, 'own')],
        ...['--apps', apps, '--principals', principals],
      ]);
      const simulated = await start(['--port', '0', '--for', '6s', '--data', join(data, 'own')]);
      await dkn.close();

      expect(stderr).toMatch(/refused: .*apps\.json, entry 1 \(broken\): client_id: /);
      expect(stderr).toMatch(/refused: .*principals\.jsonl, line 1 \(not an id\): .*Use 1 to 128 of/);
      expect(stderr).toContain('the schedule fires every 60 s');
      expect(stdout).toContain('my-home: active, refreshed');
      expect(stdout + stderr).not.toContain(refreshToken);
      expect(stdout).toMatch(
        /refused: .*apps\.json, entry 1(.*\n)*NOT GOOD: 2 complaints; 1 healthy principal held/,
      );
      expect({ code, counts: dkn.counts.reused }).toEqual({ code: 1, counts: 0 });
      expect(simulated.code).toBe(2);
      expect(simulated.stderr).toMatch(/error: The data folder .*own holds a fleet of your own: .*\n$/);
      expect(simulated.stderr).not.toContain('    at ');
    },
    LIMIT_MS,
  );

  test.each([
    ['while it starts', 'synthesizing', 'SIGTERM', 143],
    ['while the fleet lives', 'home-1: active, refreshed', 'SIGINT', 130],
  ] as const)(
    'leaves nothing behind when it is ended %s',
    async (_, stopAt, stopWith, expected) => {
      const { code, stderr, left } = await start(live(), { stopAt, stopWith });

      expect({ code, left }).toEqual({ code: expected, left: [] });
      expect(stderr).toMatch(/ending\n$/);
    },
    LIMIT_MS,
  );
});

describe('arguments that cannot be used', () => {
  test.each([
    ['an unknown option', ['--twice'], "unknown option '--twice'"],
    ['a port in words', ['--port', 'http'], 'It must be a whole number from 0 to 65535.'],
    ['no port', ['--port', ''], 'It must be a whole number from 0 to 65535.'],
    ['something besides', ['once'], 'too many arguments'],
    ['a time without a unit', ['--for', '3'], 'It must be a time such as 90s, 3m, 2h or 5d.'],
    ['a round that is to live', ['--once', '--for', '3m'], "cannot be used with option '--for"],
    ['apps without principals', ['--apps', 'x.json'], '--apps and --principals belong together'],
    ['faults without the time to recover', ['--faults', '--for', '1m'], '--faults needs --for 3m00s or more'],
    [
      'a file that is not there',
      ['--apps', '/no/such', '--principals', '/no/such'],
      '/no/such cannot be read: ENOENT',
    ],
  ])('exits 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await start(args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test.each([
    ['with --once', ['--once'], 'use another, or leave --port out'],
    ['without', [], 'use another: --port 0 takes any free one'],
  ])('exits 2 for a port that is taken, and says so in one line, %s', async (_, args, remedy) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };

    const { code, stderr, left } = await start([...args, '--port', `${port}`]);
    server.close();

    expect({ code, left }).toEqual({ code: 2, left: [] });
    expect(stderr).toMatch(new RegExp(`error: port ${port} is taken: ${remedy}\\n$`));
    expect(stderr).not.toContain('    at ');
  });
});
