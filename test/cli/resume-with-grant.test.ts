import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { command, SteppedClock } from './command.ts';
import { type Asked, type Fleet, startFleet } from './fleet.ts';
import { changed, NOW, refused, shown } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.aws.faults.clear());
afterAll(() => fleet.close());

const resume = (args: readonly string[], input = '') =>
  command(['resume', 'home-1', ...args, '--local', fleet.port], { input, clock: new SteppedClock(NOW) });

const takesIt = ({ operation, principal_id }: Asked) =>
  operation === 'show'
    ? shown(principal_id)
    : changed('resume', 'resumed', {
        principal_id,
        secret_name: 'fleet/tokens/cloud/home-1',
        published: false,
        next: 'The next tick asks for its token.',
      });

describe('resume with a new grant', () => {
  test.each<[string, string[], string, object]>([
    [
      'a refresh token',
      ['--grant', 'refresh_token'],
      'rt-1\n',
      { kind: 'refresh_token', refresh_token: 'rt-1' },
    ],
    [
      'a password that shall be kept',
      ['--grant', 'password', '--username', 'ann', '--keep-login'],
      'pw\n',
      { kind: 'password', username: 'ann', password: 'pw', keep_login: true },
    ],
    ['a login', ['--grant', 'login', '--as', 'guest'], '', { kind: 'login', as: 'guest' }],
  ])('sends it for the principal: %s', async (_, options, input, grant) => {
    fleet.answers(takesIt);

    const { code } = await resume([...options, '--no-wait'], input);

    expect(code).toBe(0);
    expect(fleet.asked).toEqual([{ operation: 'resume', principal_id: 'home-1', grant }]);
  });

  test('waits until the token is published', async () => {
    fleet.answers(takesIt);

    const { code, stdout } = await resume(['--grant', 'refresh_token'], 'rt-1');

    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe(
      'home-1: resumed, its secret is fleet/tokens/cloud/home-1. The next tick asks for its token.',
    );
    expect(stdout.split('\n')[1]).toMatch(/^home-1: published in /);
  });

  test('answers 1 to a refusal and does not wait', async () => {
    fleet.answers(() => refused('resume', 'grant.kind', 'give a login'));

    const { code, stderr } = await resume(['--grant', 'refresh_token'], 'rt-1');

    expect(code).toBe(1);
    expect(fleet.asked).toHaveLength(1);
    expect(stderr).toBe('resume home-1: grant.kind: give a login\n');
  });

  test('does not send it again when the answer is lost, and says where to look', async () => {
    fleet.answers(takesIt);
    fleet.aws.faults.set({ service: 'lambda', kind: 'drop-after' });

    const { code, stderr } = await resume(['--grant', 'refresh_token'], 'rt-1');

    expect(code).toBe(3);
    expect(fleet.asked).toHaveLength(1);
    expect(stderr).toContain(
      `It may have its grant all the same: look with "refresh-scheduler show home-1 --local ${fleet.port}"`,
    );
  });

  test.each<[string, string[], string]>([
    ['an unknown grant', ['--grant', 'Secret-1'], '--grant must be one of: '],
    [
      'an option of a grant alone',
      ['--username', 'Secret-1'],
      '--username belongs to a grant: give --grant too',
    ],
    ['an option of another grant', ['--grant', 'login', '--username', 'x'], '--username belongs to --grant'],
    ['a password without a name', ['--grant', 'password'], '--username is missing'],
    ['a secret as an option', ['--refresh-token', 'Secret-1'], "unknown option '--refresh-token'"],
  ])('sends nothing with %s, and repeats no value', async (_, options, problem) => {
    fleet.answers(takesIt);

    const { code, stderr } = await resume(options, 'Secret-1');

    expect({ code, asked: fleet.asked }).toEqual({ code: 2, asked: [] });
    expect(stderr).toContain(`error: ${problem}`);
    expect(stderr).not.toContain('Secret-1');
  });

  test('takes none for a whole app', async () => {
    const { code, stderr } = await command(['resume', '--app', 'main', '--grant', 'login']);

    expect(code).toBe(2);
    expect(stderr).toBe('error: --grant is for one principal: give its ID\n');
  });
});
