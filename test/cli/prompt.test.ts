import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../cli/program.ts';
import { SteppedClock, Written } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { changed, enrolled } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

const PLANTED = 'Zk3QmT8vLxW2-planted-9K';
const CTRL_C = '\u0003';
const CTRL_T = '\u0014';

/** Somebody who types when asked: each time, what to wait for and then the keys. */
const typing = async (
  args: readonly string[],
  ...turns: readonly (readonly [asked: string, ...keys: string[]])[]
) => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stdout = new Written();
  const stderr = new Written();
  const terminal = { stdin, stdout, stderr, exitCode: 0 };
  const ended = run([...args, '--local', fleet.port], terminal, new SteppedClock());
  for (const [asked, ...keys] of turns) {
    await stderr.says(asked);
    for (const key of keys) stdin.write(key);
  }
  await ended;
  return { code: terminal.exitCode, stdout: stdout.text, stderr: stderr.text };
};

const ENROL = ['enrol', '--id', 'home-1', '--provider', 'cloud', '--app', 'main', '--no-wait'];

describe('enrol at a terminal', () => {
  test('asks for the secret and shows nothing of it, not even for Ctrl-T', async () => {
    fleet.answers(({ principal_id }) => enrolled(principal_id));

    const { code, stdout, stderr } = await typing(ENROL, [
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

    const { code } = await typing(ENROL, ['refresh token', '\r'], ['Type or paste', PLANTED, '\r']);

    expect(code).toBe(0);
    expect(fleet.asked).toMatchObject([{ grant: { refresh_token: PLANTED } }]);
  });

  test('sends nothing after Ctrl-C', async () => {
    fleet.answers(({ principal_id }) => enrolled(principal_id));

    const { code, stderr } = await typing(ENROL, ['refresh token', PLANTED, CTRL_C]);

    expect(code).toBe(130);
    expect(fleet.asked).toEqual([]);
    expect(stderr).toContain('Nothing was sent.');
    expect(stderr).not.toContain(PLANTED);
  });
});

describe('resume at a terminal', () => {
  test('asks for the secret of a new grant', async () => {
    fleet.answers(({ principal_id }) => changed('resume', 'resumed', { principal_id }));
    const args = ['resume', 'home-1', '--grant', 'refresh_token', '--no-wait'];

    const { code, stderr } = await typing(args, ['refresh token', PLANTED, '\r']);

    expect(code).toBe(0);
    expect(fleet.asked).toMatchObject([{ operation: 'resume', grant: { refresh_token: PLANTED } }]);
    expect(stderr).not.toContain(PLANTED);
  });
});

describe('remove at a terminal', () => {
  const removes = () =>
    fleet.answers(({ principal_id }) => changed('remove', 'removed', { principal_id, secret: 'missing' }));

  test('removes after a yes', async () => {
    removes();

    const { code, stderr } = await typing(['remove', 'home-1'], ['Remove home-1?', 'y', '\r']);

    expect(code).toBe(0);
    expect(fleet.asked).toMatchObject([{ operation: 'remove', principal_id: 'home-1' }]);
    expect(stderr).toContain('its secret in 30 days');
  });

  test.each([
    ['the return key alone', ['\r'], 1],
    ['a no', ['n', '\r'], 1],
    ['Ctrl-C', [CTRL_C], 130],
  ])('sends nothing after %s', async (_, keys, expected) => {
    removes();

    const { code, stdout, stderr } = await typing(['remove', 'home-1', '--now'], ['Remove home-1?', ...keys]);

    expect({ code, stdout, asked: fleet.asked }).toEqual({ code: expected, stdout: '', asked: [] });
    expect(stderr).toContain('its secret too');
    expect(stderr).toContain('Nothing was sent.');
  });
});
