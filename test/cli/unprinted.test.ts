import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../cli/program.ts';
import { command, Written } from './command.ts';
import { type Asked, type Fleet, startFleet } from './fleet.ts';
import { enrolled, refused, shown } from './said.ts';

const PLANTED = 'Zk3QmT8vLxW2-planted-9K';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.aws.faults.clear());
afterAll(() => fleet.close());

const enrol = JSON.stringify({
  principal_id: 'home-1',
  provider: 'cloud',
  app: 'main',
  grant: { kind: 'password', username: 'ann', password: PLANTED },
});
const app = JSON.stringify({ app: 'main', provider: 'cloud', client_secret: PLANTED });

/** Endings of every kind, good and bad; the function's own failures quote the whole request. */
const ENDINGS: readonly (readonly [string, (request: Asked) => object | string])[] = [
  [
    'that is done',
    ({ operation, principal_id }) => (operation === 'enrol' ? enrolled(principal_id) : shown(principal_id)),
  ],
  ['that is refused', ({ operation }) => refused(String(operation), 'grant.password', 'give another')],
  ['whose answer quotes it', (request) => ({ ok: true, request })],
  ['at which the function fails', () => 'Runtime.ExitError'],
  ['whose failure has a secret for its name', () => `${PLANTED} in a name`],
];

describe('no secret is printed', () => {
  test.each(ENDINGS)('of an enrolment %s', async (_, ending) => {
    fleet.answers(ending);

    for (const format of [[], ['--json']]) {
      const { stdout, stderr } = await command(['enrol', '-', '--local', fleet.port, ...format], {
        input: enrol,
      });

      expect(stdout + stderr).not.toBe('');
      expect(stdout + stderr).not.toContain(PLANTED);
    }
    expect(JSON.stringify(fleet.asked)).toContain(PLANTED);
  });

  test.each(ENDINGS)('of an app %s', async (_, ending) => {
    fleet.answers(ending);

    const { stdout, stderr } = await command(['app', 'put', '-', '--local', fleet.port], { input: app });

    expect(JSON.stringify(fleet.asked)).toContain(PLANTED);
    expect(stdout + stderr).not.toBe('');
    expect(stdout + stderr).not.toContain(PLANTED);
  });

  test.each(['drop', 'drop-after', 'error', 'throttle'] as const)(
    'where Lambda itself fails: %s',
    async (kind) => {
      fleet.answers(() => ({}));
      fleet.aws.faults.set({ service: 'lambda', kind, errorType: 'Odd' });

      const { code, stdout, stderr } = await command(['enrol', '-', '--local', fleet.port], { input: enrol });

      expect(code).toBe(3);
      expect(stdout + stderr).not.toContain(PLANTED);
    },
  );

  test('of a fault of the command itself, which is told by name and place', async () => {
    const stderr = new Written();
    const broken = {
      stderr,
      stdout: new Written(),
      get stdin(): never {
        throw new RangeError(`a fault that quotes ${PLANTED}`);
      },
      exitCode: 0,
    };

    await run(['enrol', '-'], broken);

    expect(broken.exitCode).toBe(3);
    expect(stderr.text).toMatch(/^error: unexpected RangeError: please report these lines\n {4}at /);
    expect(stderr.text).not.toContain(PLANTED);
  });

  test.each([
    [`--secret=${PLANTED}`],
    [`--${PLANTED}`],
    [PLANTED],
    ['enrol', `-t${PLANTED}`],
    ['enrol', 'a', PLANTED],
    ['enrol', PLANTED],
    ['show', `${PLANTED} `],
    ['list', '--state', PLANTED],
    ['list', '--limit', PLANTED],
    ['pause', `${PLANTED} `],
    ['pause', PLANTED, '--everything'],
    ['resume', 'a', '--grant', PLANTED],
    ['refresh', `${PLANTED} `],
    ['remove', PLANTED],
    ['restore', PLANTED],
    ['app', 'check', `${PLANTED} `],
    ['app', 'pause', `${PLANTED} `],
    ['show', 'a', `--local=${PLANTED}`],
    ['app', 'put', PLANTED],
    ['app', PLANTED],
    ['app', 'put', '-', `--json=${PLANTED}`],
  ])('of a mistaken argument: %s %s %s', async (...args) => {
    const { code, stdout, stderr } = await command(args.filter((arg) => typeof arg === 'string'));

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toContain(PLANTED);
  });
});
