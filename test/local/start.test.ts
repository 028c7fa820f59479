import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAuthority } from '../../local/clouds/authority.ts';
import { startDkn } from '../../local/clouds/dkn.ts';
import { LIMIT_MS, start, UNLUCKY } from './starting.ts';

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
      const { code, stdout } = await start(live('--for', '6s'), { before: UNLUCKY });

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
