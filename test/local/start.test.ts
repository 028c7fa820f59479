import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

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
});

describe('npm start', () => {
  test(
    'says what will come, shows the first round and how to read a token, and exits 143 on SIGTERM',
    async () => {
      const how = { stopAt: 'REUSED', stopWith: 'SIGTERM' } as const;

      const { code, stdout, stderr, left } = await start([], how);

      expect({ code, left }).toEqual({ code: 143, left: [] });
      expect(stderr).toContain('the schedule fires every 60 s, the first round runs now');
      expect(stdout).toContain('get-secret-value');
      expect(stdout).toMatch(/home-4 .*reauthorize \(invalid_request\)/);
      expect(stderr).not.toContain('Error');
    },
    LIMIT_MS,
  );

  test.each([
    ['while it starts, with --once', 'synthesizing', ['--once'], 'SIGTERM', 143],
    ['while a round runs, with --once', 'firing the schedule', ['--once'], 'SIGINT', 130],
  ] as const)(
    'leaves nothing behind when it is ended %s',
    async (_, stopAt, args, stopWith, expected) => {
      const { code, stderr, left } = await start(args, { stopAt, stopWith });

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
  ])('exits 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await start(args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('exits 2 for a port that is taken, and says so in one line', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };

    const { code, stderr, left } = await start(['--once', '--port', `${port}`]);
    server.close();

    expect({ code, left }).toEqual({ code: 2, left: [] });
    expect(stderr).toMatch(new RegExp(`error: port ${port} is taken: use another, or leave --port out\\n$`));
    expect(stderr).not.toContain('    at ');
  });
});
