import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { command } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { changed, refused } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.aws.faults.clear());
afterAll(() => fleet.close());

const run = (...args: string[]) => command([...args, '--local', fleet.port]);

describe('pause and resume', () => {
  test.each<[string, string[], object, string, string]>([
    ['a principal', ['home-1'], { principal_id: 'home-1' }, 'home-1', 'home-1'],
    ['an app', ['--app', 'main'], { app: 'main' }, 'app main', '--app main'],
    ['everything', ['--everything'], { everything: true }, 'everything', '--everything'],
  ])('take %s', async (_, target, named, about, typed) => {
    fleet.answers(({ operation }) => changed(`${operation}`, `${operation}d`, named));

    const paused = await run('pause', ...target);
    const resumed = await run('resume', ...target);

    expect(fleet.asked).toEqual([
      { operation: 'pause', ...named },
      { operation: 'resume', ...named },
    ]);
    expect(paused).toEqual({
      code: 0,
      stdout: `${about}: paused. Go on with: refresh-scheduler resume ${typed} --local ${fleet.port}\n`,
      stderr: '',
    });
    expect(resumed).toEqual({ code: 0, stdout: `${about}: resumed, from the next tick on.\n`, stderr: '' });
  });

  test('take an app by its own commands, too', async () => {
    fleet.answers(({ operation }) => changed(`${operation}`, `${operation}d`, { app: 'main' }));

    const paused = await run('app', 'pause', 'main');
    const resumed = await run('app', 'resume', 'main', '--json');

    expect(fleet.asked).toEqual([
      { operation: 'pause', app: 'main' },
      { operation: 'resume', app: 'main' },
    ]);
    expect(paused.stdout).toMatch(/^app main: paused\. Go on with: /);
    expect(JSON.parse(resumed.stdout)).toEqual(changed('resume', 'resumed', { app: 'main' }));
  });

  test('say when nothing had to be changed', async () => {
    fleet.answers(({ operation, ...named }) => changed(`${operation}`, 'unchanged', named));

    const paused = await run('pause', 'home-1');
    const resumed = await run('resume', 'home-1');
    const app = await run('resume', '--app', 'main');

    expect(paused.stdout).toMatch(/^home-1: was paused already\. Go on with: /);
    expect(resumed.stdout).toBe('home-1: runs already.\n');
    expect(app.stdout).toMatch(/^app main: was not paused by an operator\./);
  });

  test('answer 1 to a refusal, with the remedy and the name', async () => {
    fleet.answers(({ operation }) => refused(`${operation}`, 'app', 'main is not known: register it'));

    const people = await run('pause', '--app', 'main');
    const json = await run('resume', '--app', 'main', '--json');

    expect(people).toEqual({
      code: 1,
      stdout: '',
      stderr: 'pause app main: app: main is not known: register it\n',
    });
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, app: 'main' });
  });

  test('say that repeating does no harm where an answer is lost', async () => {
    fleet.answers(() => changed('pause', 'paused', { principal_id: 'home-1' }));
    fleet.aws.faults.set({ service: 'lambda', kind: 'drop-after' });

    const { code, stderr } = await run('pause', 'home-1');

    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: pause home-1: .+ Pausing it again does no harm\.\n$/);
  });

  test.each<[string, string[], string]>([
    ['nothing', [], 'give one of ID, --app NAME and --everything'],
    ['two things', ['home-1', '--everything'], 'give one of ID, --app NAME and --everything'],
    ['an id with a space', ['Secret-1 '], 'ID: principal_id must be 1 to 128 of'],
    ['an app with a space', ['--app', 'Secret-1 '], 'NAME: app must be 1 to 128 of'],
  ])('send nothing when they are given %s, and repeat no value', async (_, target, problem) => {
    fleet.answers(() => changed('pause', 'paused'));

    const paused = await run('pause', ...target);
    const resumed = await run('resume', ...target);

    expect([paused.code, resumed.code, fleet.asked]).toEqual([2, 2, []]);
    for (const { stderr } of [paused, resumed]) {
      expect(stderr).toContain(`error: ${problem}`);
      expect(stderr).not.toContain('Secret-1');
    }
  });
});

describe('refresh', () => {
  test('marks a principal due, and says how to look', async () => {
    fleet.answers(({ principal_id }) => changed('refresh', 'marked-due', { principal_id }));

    const { code, stdout } = await run('refresh', 'home-1');

    expect(code).toBe(0);
    expect(fleet.asked).toEqual([{ operation: 'refresh', principal_id: 'home-1' }]);
    expect(stdout).toBe(
      `home-1: due now, the next tick gets a new token. Look with: refresh-scheduler show home-1 --local ${fleet.port}\n`,
    );
  });

  test('answers 1 for a principal that is not in a queue', async () => {
    fleet.answers(() => refused('refresh', 'principal_id', 'It is paused: resume it'));

    const ran = await run('refresh', 'home-1');

    expect(ran).toEqual({
      code: 1,
      stdout: '',
      stderr: 'refresh home-1: principal_id: It is paused: resume it\n',
    });
  });
});
