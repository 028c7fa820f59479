import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Fleet, startFleet } from './fleet.ts';
import { enrolled, shown } from './said.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/refresh-scheduler.js', import.meta.url));

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

/** The command as it is installed, in a process of its own, whose environment points to nobody. */
const start = (args: readonly string[], input: string) => {
  const env = { PATH: process.env.PATH, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_PROFILE: 'nobody' };
  const running = promisify(execFile)(process.execPath, [PROGRAM, ...args], { env });
  running.child.stdin?.end(input);
  return running;
};

describe('the command in a process of its own', () => {
  test('takes a secret from a pipe, enrols, sees it published and ends', async () => {
    const expires_at = Math.floor(Date.now() / 1_000) + 3_600;
    fleet.answers(({ operation, principal_id }) =>
      operation === 'enrol' ? enrolled(principal_id) : shown(principal_id, { expires_at }),
    );
    const one = ['--id', 'home-1', '--provider', 'cloud', '--app', 'main'];

    const { stdout, stderr } = await start(['enrol', ...one, '--local', fleet.port], 'rt-1\n');

    expect(stderr).toBe('');
    expect(stdout).toMatch(/^home-1: enrolled, .+\nhome-1: published in .+, the token lives 60 min /);
    expect(fleet.asked[0]).toMatchObject({ grant: { kind: 'refresh_token', refresh_token: 'rt-1' } });
  });

  test('answers 3 where no fleet runs on this machine, and says how to start one', async () => {
    const ended = await start(['show', 'home-1', '--local', '1'], '').catch((error: unknown) => error);

    expect(ended).toMatchObject({
      code: 3,
      stdout: '',
      stderr:
        'error: Nothing answers at http://127.0.0.1:1: start the fleet with "npm start", or give its port to --local.\n',
    });
  });
});
