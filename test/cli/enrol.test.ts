import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { command, SteppedClock } from './command.ts';
import { type Asked, type Fleet, startFleet } from './fleet.ts';
import { enrolled, NOW, refused, shown } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.aws.faults.clear());
afterAll(() => fleet.close());

const enrol = (args: readonly string[], input = '') =>
  command(['enrol', ...args, '--local', fleet.port], { input, clock: new SteppedClock(NOW) });

const ONE = ['--id', 'home-1', '--provider', 'cloud', '--app', 'main'];
const principals = (...ids: string[]) =>
  ids
    .map((principal_id) => ({ principal_id, provider: 'cloud', app: 'main', grant: { kind: 'login' } }))
    .map((entry) => JSON.stringify(entry))
    .join('\n');

/** Nothing has arrived. */
const THROTTLE = {
  service: 'lambda',
  kind: 'throttle',
  errorType: 'TooManyRequestsException',
  status: 429,
} as const;

const enrolsAll = ({ operation, principal_id }: Asked) =>
  operation === 'enrol' ? enrolled(principal_id) : shown(principal_id);

describe('enrol of a file that is looked at before it is sent', () => {
  const entry = (principal_id: string, grant: object) =>
    JSON.stringify({ principal_id, provider: 'cloud', app: 'main', grant });
  const token = (refresh_token: string) => ({ kind: 'refresh_token', refresh_token });
  const code = (text: string) => ({ kind: 'authorization_code', code: text });

  test.each([
    [
      'one refresh token under two ids',
      token('planted'),
      'grant: the same as that of a: give each principal its own',
    ],
    ['one code under two ids', code('planted'), 'grant: the same as that of a: give each principal its own'],
    ['more than 64 KB', token('x'.repeat(65_536)), 'b must be at most 65536 bytes'],
  ])('sends nothing where it holds %s, and names the place', async (_, grant, problem) => {
    fleet.answers(enrolsAll);
    const first = problem.startsWith('grant') ? grant : token('another');

    const { code: exit, stderr } = await enrol(['-'], `${entry('a', first)}\n${entry('b', grant)}\n`);

    expect(exit).toBe(2);
    expect(stderr).toContain(`standard input line 2: ${problem}`);
    expect(stderr).not.toContain('planted');
    expect(fleet.asked).toEqual([]);
  });

  test('takes one password or login for several, and a grant of that name at another provider', async () => {
    fleet.answers(enrolsAll);
    const elsewhere = JSON.stringify({ principal_id: 'd', provider: 'other', app: 'x', grant: token('t') });
    const lines = [
      entry('a', { kind: 'login' }),
      entry('b', { kind: 'login' }),
      entry('c', token('t')),
      elsewhere,
    ];

    const { code: exit } = await enrol(['-', '--no-wait'], lines.join('\n'));

    expect(exit).toBe(0);
    expect(fleet.asked).toHaveLength(4);
  });
});

describe('enrol of one principal by options', () => {
  test.each<[string, string[], string, object]>([
    ['a refresh token, by default', [], 'rt-1', { kind: 'refresh_token', refresh_token: 'rt-1' }],
    [
      'an authorization code',
      ['--grant', 'authorization_code', '--redirect-uri', 'https://here.example'],
      'c-1',
      { kind: 'authorization_code', code: 'c-1', redirect_uri: 'https://here.example' },
    ],
    [
      'a password that shall be forgotten',
      ['--grant', 'password', '--username', 'ann'],
      ' with blanks ',
      { kind: 'password', username: 'ann', password: ' with blanks ' },
    ],
    [
      'a password that shall be kept',
      ['--grant', 'password', '--username', 'ann', '--keep-login'],
      'pw',
      { kind: 'password', username: 'ann', password: 'pw', keep_login: true },
    ],
    [
      'a login, which takes no secret',
      ['--grant', 'login', '--as', 'guest'],
      '',
      { kind: 'login', as: 'guest' },
    ],
  ])('reads the one line of standard input as its secret: %s', async (_, options, secret, grant) => {
    fleet.answers(enrolsAll);

    const { code } = await enrol([...ONE, ...options, '--no-wait'], `${secret}\n`);

    expect(code).toBe(0);
    expect(fleet.asked).toEqual([
      { operation: 'enrol', principal_id: 'home-1', provider: 'cloud', app: 'main', grant },
    ]);
  });

  test('sends subject and labels along', async () => {
    fleet.answers(enrolsAll);

    await enrol(
      [...ONE, '--subject', 'u-1', '--label', 'site=north', '--label', 'note=a=b', '--no-wait'],
      'rt',
    );

    expect(fleet.asked).toMatchObject([{ subject: 'u-1', labels: { site: 'north', note: 'a=b' } }]);
  });

  test.each<[string, string[], string, string]>([
    ['neither file nor options', [], '', 'give FILE, or --id, --provider and --app for one principal'],
    ['no provider and no app', ['--id', 'a'], '', '--provider is missing\nerror: --app is missing'],
    [
      'a file and options',
      ['-', '--app', 'main', '--redirect-uri', 'x'],
      '{}',
      '--app cannot be used together with FILE\nerror: --redirect-uri cannot be used together with FILE',
    ],
    [
      'an unknown grant',
      [...ONE, '--grant', 'Secret-1'],
      '',
      '--grant must be one of: refresh_token, authorization_code, password, login',
    ],
    ['an option of another grant', [...ONE, '--as', 'guest'], '', '--as belongs to --grant login'],
    ['a password without a name', [...ONE, '--grant', 'password'], 'Secret-1', '--username is missing'],
    ['a label without a value', [...ONE, '--label', 'Secret-1'], '', '--label must be NAME=VALUE'],
    ['no secret', ONE, '\n', 'standard input must hold one line, the refresh token'],
    ['two lines', ONE, 'Secret-1\nSecret-1', 'standard input must hold one line, the refresh token'],
    [
      'an id with a space',
      [...ONE, '--id', 'Secret-1 '],
      'x',
      '--id: principal_id must be 1 to 128 of A-Z a-z 0-9 . _ = @ + -',
    ],
    [
      'a secret as an option',
      [...ONE, '--refresh-token', 'Secret-1'],
      '',
      "unknown option '--refresh-token'\nSecrets are never arguments",
    ],
  ])('sends nothing with %s, and repeats no value', async (_, args, input, problem) => {
    fleet.answers(enrolsAll);

    const { code, stdout, stderr } = await enrol(args, input);

    expect({ code, stdout, asked: fleet.asked }).toEqual({ code: 2, stdout: '', asked: [] });
    expect(stderr).toContain(`error: ${problem}`);
    expect(stderr).not.toContain('Secret-1');
  });
});

describe('enrol of a file', () => {
  test('goes on after a refusal, waits for the others, and sums up', async () => {
    fleet.answers((request) =>
      request.principal_id === 'b' ? refused('enrol', 'grant.kind', 'give a login') : enrolsAll(request),
    );

    const { code, stdout, stderr } = await enrol(['-'], principals('a', 'b', 'c'));

    expect(code).toBe(1);
    expect(fleet.asked.map(({ operation, principal_id }) => `${operation} ${principal_id}`)).toEqual([
      'enrol a',
      'enrol b',
      'enrol c',
      'show a',
      'show c',
    ]);
    expect(stdout.match(/^\w: \w+/gm)).toEqual([
      'a: enrolled',
      'c: enrolled',
      'a: published',
      'c: published',
    ]);
    expect(stderr).toBe('enrol b: grant.kind: give a login\n2 enrolled, 1 refused\n2 of 2 published\n');
  });

  test('prints the answers as lines of JSON, at last those of the wait', async () => {
    fleet.answers(enrolsAll);

    const { stdout } = await enrol(['-', '--json'], principals('a'));

    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([enrolled('a'), shown('a')]);
  });

  test('is not asked to wait with --no-wait', async () => {
    fleet.answers(enrolsAll);

    const { code, stdout } = await enrol(['-', '--no-wait'], principals('a'));

    expect(code).toBe(0);
    expect(fleet.asked).toHaveLength(1);
    expect(stdout).toBe(
      'a: enrolled, its secret is fleet/tokens/cloud/a. The next tick asks for its token.\n',
    );
  });

  test('takes a file behind --local as its file', async () => {
    const { code, stderr } = await command(['enrol', '--local', 'no-such-file']);

    expect(code).toBe(2);
    expect(stderr).toContain('FILE cannot be read (ENOENT)');
  });
});

describe('enrol, when an answer is lost', () => {
  test('does not send it again, and says where to look', async () => {
    fleet.answers(enrolsAll);
    fleet.aws.faults.set({ service: 'lambda', kind: 'drop-after' });

    const { code, stdout, stderr } = await enrol(ONE, 'rt-1');

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(fleet.asked).toHaveLength(1);
    expect(stderr).toContain(
      `It may be enrolled all the same: look with "refresh-scheduler show home-1 --local ${fleet.port}"`,
    );
  });

  test('does not send it again after an error of Lambda itself', async () => {
    fleet.answers(enrolsAll);
    fleet.aws.faults.set({ service: 'lambda', kind: 'error', errorType: 'ServiceException', status: 500 });
    const invoked = () => fleet.aws.calls()['lambda.Invoke'] ?? 0;
    const before = invoked();

    const { code, stderr } = await enrol(ONE, 'rt-1');

    expect(code).toBe(3);
    expect(invoked() - before).toBe(1);
    expect(stderr).toContain('(ServiceException)');
    expect(stderr).toContain('It may be enrolled all the same');
  });

  test('sends it again after a throttle, at which nothing has arrived', async () => {
    fleet.answers(enrolsAll);
    fleet.aws.faults.set({ ...THROTTLE, remaining: 2 });

    const { code } = await enrol([...ONE, '--no-wait'], 'rt-1');

    expect(code).toBe(0);
    expect(fleet.asked).toHaveLength(1);
  });

  test('gives up a request that is throttled for good, of which nothing can have been done', async () => {
    fleet.answers(enrolsAll);
    fleet.aws.faults.set(THROTTLE);

    const { code, stderr } = await enrol(ONE, 'rt-1');

    expect(code).toBe(3);
    expect(stderr).toBe('error: enrol home-1: AWS has too much to do: try again in a minute.\n');
  });
});
