import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { command } from './command.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/refresh-scheduler.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures/provider-cases.json', import.meta.url));
const PLANTED = 'Zk3QmT8vLxW2-planted-9K';

const explain = (args: readonly string[], { input = '' } = {}) => command(['explain', ...args], { input });

/** The real command, whose reader lets the output fill its pipe until the command has said its last word. */
const explainToSlowReader = async (args: readonly string[]) => {
  const child = spawn(process.execPath, [PROGRAM, 'explain', ...args]);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let stderr = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (stderr.includes('as expected')) resolve();
    });
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  return { code: await ended, stdout };
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'explain-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fileOf = async (name: string, content: unknown): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const recorded = (change: object = {}) => ({
  provider: 'kii',
  name: 'a dead token',
  request: { method: 'POST', path: '/api/oauth2/token', body: '{"grant_type":"refresh_token"}' },
  response: { status: 403, body: `{"errorCode":"WRONG_REFRESH_TOKEN","message":"${PLANTED}"}` },
  expected: 'reauthorize',
  ...change,
});

describe('explain --cases', () => {
  test('prints one line for each recorded case, in their order, all as expected', async () => {
    const cases: { provider: string; name: string; expected: string }[] = JSON.parse(
      await readFile(FIXTURES, 'utf8'),
    );

    const { code, stdout, stderr } = await explain(['--cases', FIXTURES]);

    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ provider, name, verdict }) => ({ provider, name, expected: verdict }))).toEqual(
      cases.map(({ provider, name, expected }) => ({ provider, name, expected })),
    );
    expect(lines.map((line) => Object.keys(line).join())).toEqual(
      lines.map(() => 'provider,name,verdict,reason'),
    );
    expect(stderr).toContain('49 of 49 as expected');
    expect(code).toBe(0);
  });

  test('answers 1 and names the case that differs', async () => {
    const file = await fileOf('differs.json', [recorded(), recorded({ name: 'odd', expected: 'retry' })]);

    const { code, stdout, stderr } = await explain(['--cases', file]);

    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr).toContain('"odd": expected retry, got reauthorize');
    expect(stderr).toContain('1 of 2 as expected');
  });

  test('only judges a case that expects nothing, and one without a request or headers', async () => {
    const file = await fileOf('judged.json', [
      recorded(),
      recorded({ expected: undefined, request: undefined }),
    ]);

    const { code, stdout, stderr } = await explain(['--cases', file]);

    expect(code).toBe(0);
    expect(stdout.match(/"verdict":"reauthorize"/g)).toHaveLength(2);
    expect(stderr).toContain('1 of 1 as expected');
    expect(stderr).toContain('1 without an expectation');
  });

  test('answers 2 to a file with a broken case, before it judges any', async () => {
    const file = await fileOf('broken.json', [recorded(), recorded({ provider: PLANTED })]);

    const { code, stdout, stderr } = await explain(['--cases', file]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('case 1: provider must be one of');
    expect(stderr).not.toContain(PLANTED);
  });

  test('answers 2 to a file without cases', async () => {
    const { code, stderr } = await explain(['--cases', await fileOf('none.json', [])]);

    expect(code).toBe(2);
    expect(stderr).toContain('holds no cases');
  });

  test('answers 2 to a file that is not there', async () => {
    const { code, stderr } = await explain(['--cases', join(folder, 'nowhere.json')]);

    expect(code).toBe(2);
    expect(stderr).toContain('--cases cannot be read (ENOENT)');
  });

  test('gives a slow reader the whole of a long output', async () => {
    const count = 20_000;
    const file = await fileOf(
      'many.json',
      Array.from({ length: count }, (_, index) => recorded({ name: `case ${index}` })),
    );

    const { code, stdout } = await explainToSlowReader(['--cases', file]);

    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines).toHaveLength(count);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ name: `case ${count - 1}` });
  });

  test('prints no token that the cases hold', async () => {
    const bodies = [
      { access_token: PLANTED, refresh_token: PLANTED, accessToken: PLANTED, refreshToken: PLANTED },
      { error: PLANTED, errorCode: PLANTED, error_code: PLANTED, resultcode: PLANTED },
      { error: 'invalid_request', error_description: `Invalid refresh_token ${PLANTED}` },
      { message: PLANTED, [PLANTED]: PLANTED },
      PLANTED,
    ].map((body) => JSON.stringify(body));
    const cases = ['dkn', 'huawei', 'kii', 'oauth2'].flatMap((provider) =>
      [200, 302, 400, 500].flatMap((status) =>
        bodies.map((body) =>
          recorded({ provider, expected: 'retry', request: { body }, response: { status, body } }),
        ),
      ),
    );
    const file = await fileOf('planted.json', cases);

    const { stdout, stderr } = await explain(['--cases', file]);

    expect(stdout.trimEnd().split('\n')).toHaveLength(cases.length);
    expect(stdout + stderr).not.toContain(PLANTED);
  });
});

describe('explain of one reply', () => {
  test('says verdict, code, reason and what comes next', async () => {
    const file = await fileOf(
      'body.json',
      '{"error":"invalid_request","error_description":"Invalid refresh_token"}',
    );

    const { code, stdout } = await explain(['--provider', 'dkn', '--status', '400', '--body', file]);

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^verdict {2}reauthorize\ncode {5}invalid_request\nreason {3}.+\nnext {5}.+halted.+\n$/,
    );
  });

  test('reads the body from standard input, and prints no token of it', async () => {
    const body = JSON.stringify({ access_token: PLANTED, refresh_token: PLANTED });

    const { code, stdout, stderr } = await explain(
      ['--provider', 'oauth2', '--status', '200', '--body', '-'],
      { input: body },
    );

    expect(code).toBe(0);
    expect(stdout).toMatch(/^verdict {2}refreshed\n[\s\S]*warning {2}lifetime-assumed\n/);
    expect(stdout + stderr).not.toContain(PLANTED);
  });

  test.each([
    ['refresh', 'reauthorize', 'logs in again by itself'],
    ['login', 'app-misconfigured', 'app secret is read again'],
  ])('judges the same reply by what was asked: %s', async (asked, verdict, next) => {
    const { stdout } = await explain(
      ['--provider', 'huawei', '--asked', asked, '--status', '401', '--body', '-'],
      { input: '{"error_code":"100208"}' },
    );

    expect(stdout).toContain(verdict);
    expect(stdout).toContain(next);
  });

  test('tells whoever exchanged a code to start again, since nobody repeats it', async () => {
    const { stdout } = await explain(
      ['--provider', 'dkn', '--asked', 'exchange', '--status', '503', '--body', '-'],
      { input: '' },
    );

    expect(stdout).toContain('retry');
    expect(stdout).toContain('nobody repeats it by itself: start the authorization again.');
    expect(stdout).not.toContain('is tried again');
  });

  test('heeds the Retry-After that came with the reply', async () => {
    const { stdout } = await explain(
      ['--provider', 'dkn', '--status', '429', '--retry-after', '77', '--body', '-'],
      { input: '' },
    );

    expect(stdout).toContain('the whole app is quiet for 77 s');
  });

  const good = { '--provider': 'kii', '--status': '200', '--body': '-' };
  test.each<[string, Record<string, string>, string]>([
    ['an unknown provider', { ...good, '--provider': PLANTED }, '--provider must be one of'],
    [
      'a status in words',
      { ...good, '--status': PLANTED },
      '--status must be a whole number from 100 to 599',
    ],
    [
      'a status out of range',
      { ...good, '--status': '99' },
      '--status must be a whole number from 100 to 599',
    ],
    ['no status', { '--provider': 'kii', '--body': '-' }, '--status must be'],
    ['no body', { '--provider': 'kii', '--status': '200' }, '--body must name a file'],
    [
      'a body in place of its file',
      { ...good, '--body': `{"access_token":"${PLANTED}"}` },
      '--body cannot be read',
    ],
    [
      'something else asked',
      { ...good, '--asked': PLANTED },
      '--asked must be one of: refresh, login, exchange',
    ],
    [
      'a login where there is none',
      { ...good, '--provider': 'dkn', '--asked': 'login' },
      '--asked login cannot be: this provider has no login',
    ],
    [
      'a header besides cases',
      { '--cases': 'x', '--retry-after': PLANTED },
      '--retry-after cannot be used together with --cases',
    ],
    ['cases besides', { ...good, '--cases': 'x' }, '--provider cannot be used together with --cases'],
    ['an option that it does not know', { [`--token=${PLANTED}`]: '' }, "unknown option '--token'"],
  ])('answers 2 to %s and says which, without repeating it', async (_, options, message) => {
    const { code, stdout, stderr } = await explain(Object.entries(options).flat());

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(PLANTED);
  });

  test('answers 2 to no arguments at all, naming each that it needs', async () => {
    const { code, stderr } = await explain([]);

    expect(code).toBe(2);
    expect(stderr).toMatch(/--provider[\s\S]*--status[\s\S]*--body/);
  });
});
