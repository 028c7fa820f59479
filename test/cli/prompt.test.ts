import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../cli/program.ts';
import { SteppedClock, Written } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { enrolled } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

const PLANTED = 'Zk3QmT8vLxW2-planted-9K';
const CTRL_C = '\u0003';
const CTRL_T = '\u0014';

/** Somebody who types when asked: each time, what to wait for and then the keys. */
const typing = async (...turns: readonly (readonly [string, ...string[]])[]) => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stdout = new Written();
  const stderr = new Written();
  const terminal = { stdin, stdout, stderr, exitCode: 0 };
  const one = ['--id', 'home-1', '--provider', 'cloud', '--app', 'main', '--no-wait', '--local', fleet.port];
  const ended = run(['enrol', ...one], terminal, new SteppedClock());
  for (const [asked, ...keys] of turns) {
    await stderr.says(asked);
    for (const key of keys) stdin.write(key);
  }
  await ended;
  return { code: terminal.exitCode, stdout: stdout.text, stderr: stderr.text };
};

describe('enrol at a terminal', () => {
  test('asks for the secret and shows nothing of it, not even for Ctrl-T', async () => {
    fleet.answers(({ principal_id }) => enrolled(principal_id));

    const { code, stdout, stderr } = await typing([
      'refresh token',
      PLANTED.slice(0, 9),
      CTRL_T,
      PLANTED.slice(9),
      '\r',
    ]);

    expect(code).toBe(0);
    expect(fleet.asked).toMatchObject([{ grant: { kind: 'refresh_token', refresh_token: PLANTED } }]);
    expect(stdout).toMatch(/^home-1: enrolled/);
    expect(stderr).not.toContain('Zk3');
  });

  test('asks again for an empty secret', async () => {
    fleet.answers(({ principal_id }) => enrolled(principal_id));

    const { code } = await typing(['refresh token', '\r'], ['Type or paste', PLANTED, '\r']);

    expect(code).toBe(0);
    expect(fleet.asked).toMatchObject([{ grant: { refresh_token: PLANTED } }]);
  });

  test('sends nothing after Ctrl-C', async () => {
    fleet.answers(({ principal_id }) => enrolled(principal_id));

    const { code, stderr } = await typing(['refresh token', PLANTED, CTRL_C]);

    expect(code).toBe(130);
    expect(fleet.asked).toEqual([]);
    expect(stderr).toContain('Nothing was sent.');
    expect(stderr).not.toContain(PLANTED);
  });
});
