import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { command } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { refused, registered } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

const put = (input: string, ...options: string[]) =>
  command(['app', 'put', '-', '--local', fleet.port, ...options], { input });

const apps = (...names: string[]) =>
  names.map((app) => JSON.stringify({ app, client_secret: 's' })).join('\n');

describe('app put', () => {
  test('sends an app with its secret, and says what became of it and what is next', async () => {
    fleet.answers(({ app }) => registered(app));

    const ran = await put('{"app":"main","provider":"cloud","client_secret":"s"}');

    expect(fleet.asked).toEqual([
      { operation: 'registerApp', app: 'main', secret: { provider: 'cloud', client_secret: 's' } },
    ]);
    expect(ran).toEqual({
      code: 0,
      stdout: `app main (cloud): created. Next: refresh-scheduler enrol --local ${fleet.port}\n`,
      stderr: '',
    });
  });

  test('refuses an app that no secret can hold before any is sent, by its place', async () => {
    fleet.answers(({ app }) => registered(app));
    const large = JSON.stringify({ app: 'b', ca: 'x'.repeat(65_536) });

    const { code, stderr } = await put(`${apps('a')}\n${large}`);

    expect(code).toBe(2);
    expect(stderr).toContain('standard input line 2: b must be at most 65536 bytes');
    expect(fleet.asked).toEqual([]);
  });

  test('shows the warnings of an app that was put', async () => {
    const warnings = [{ field: 'client_certificate', remedy: 'expires in 9 days' }];
    fleet.answers(({ app }) => registered(app, { change: 'updated', warnings }));

    const { code, stdout } = await put(apps('main'));

    expect(code).toBe(0);
    expect(stdout).toContain('app main (cloud): updated.');
    expect(stdout).toContain('\n  warning: client_certificate: expires in 9 days\n');
  });

  test('goes on after a refusal, tells every problem in a line, and sums up', async () => {
    fleet.answers(({ app }) =>
      app === 'b' ? refused('registerApp', 'client_secret', 'must be a text') : registered(app),
    );

    const { code, stdout, stderr } = await put(apps('a', 'b', 'c'));

    expect(code).toBe(1);
    expect(stdout.match(/^app \w/gm)).toEqual(['app a', 'app c']);
    expect(stderr).toBe('app put b: client_secret: must be a text\n2 put, 1 refused\n');
  });

  test('prints every answer as a line of JSON, a refused one with its name', async () => {
    fleet.answers(({ app }) =>
      app === 'b' ? refused('registerApp', 'client_secret', 'must be a text') : registered(app),
    );

    const { stdout } = await put(apps('a', 'b'), '--json');

    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      registered('a'),
      { ...refused('registerApp', 'client_secret', 'must be a text'), app: 'b' },
    ]);
  });

  test('sends nothing while one entry has no name that an app can have', async () => {
    fleet.answers(({ app }) => registered(app));

    const { code, stderr } = await put(`${apps('a')}\n{"app":"no spaces"}\n{"secret":"s"}`);

    expect(code).toBe(2);
    expect(fleet.asked).toEqual([]);
    expect(stderr).toBe(
      [2, 3]
        .map(
          (line) => `error: standard input line ${line}: app must be 1 to 128 of A-Z a-z 0-9 . _ = @ + -\n`,
        )
        .join(''),
    );
  });

  test('stops where the function fails, and says how far it came and that trying again does no harm', async () => {
    fleet.answers(({ app }) => (app === 'b' ? 'Sandbox.Timedout' : registered(app)));

    const { code, stderr } = await put(apps('a', 'b', 'c'));

    expect(code).toBe(3);
    expect(fleet.asked.map(({ app }) => app)).toEqual(['a', 'b']);
    expect(stderr).toBe(
      '1 put, 0 refused, 2 not tried or not answered\n' +
        'error: app put b: The function fleet-operate failed (Sandbox.Timedout): look in its log. Putting it again does no harm.\n',
    );
  });
});
