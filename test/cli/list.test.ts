import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { command, SteppedClock } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { list, listed, NOW, nowSeconds, refused } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.aws.faults.clear());
afterAll(() => fleet.close());

const run = (...options: string[]) =>
  command(['list', ...options, '--local', fleet.port], { clock: new SteppedClock(NOW) });

const ids = (stdout: string): string[] =>
  stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ')[0] ?? '');

/** A table in which each call finds three more, as `page` says from where. */
const threeACall = (of: number) =>
  fleet.answers(({ page = '0', limit }) => {
    const start = Number(page);
    const end = Math.min(start + Math.min(3, Number(limit)), of);
    const principals = Array.from({ length: end - start }, (_, index) => listed(`home-${start + index}`));
    return list(principals, end < of ? { page: String(end) } : {});
  });

describe('list', () => {
  test('shows a row each, with what matters of a principal', async () => {
    fleet.answers(() =>
      list([
        listed('home-1'),
        listed('a-long-name-of-a-home', {
          state: 'halted',
          halt_reason: 'reauthorize',
          expires_at: nowSeconds - 90,
          last_error: { code: 'invalid_grant', action: 'Authorize again.', at: nowSeconds - 300 },
        }),
        listed('home-3', { state: 'paused', expires_at: undefined, published: false }),
        listed('home-4', { published: false, refresh_at: nowSeconds - 1 }),
      ]),
    );

    const { code, stdout, stderr } = await run();

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual(
      [
        'PRINCIPAL              APP   PROVIDER  STATE                TOKEN                         NEXT LOOK  LAST ERROR',
        'home-1                 main  cloud     active               lives 2 h 0 min               in 90 min  -',
        'a-long-name-of-a-home  main  cloud     halted: reauthorize  ended 90 s ago                -          invalid_grant, 5 min ago',
        'home-3                 main  cloud     paused               none yet                      -          -',
        'home-4                 main  cloud     active               lives 2 h 0 min, not published  next tick  -',
      ].map((line) => expect.stringMatching(new RegExp(`^${line.replaceAll(/ {2,}/g, ' {2,}')}$`))),
    );
  });

  test('asks for what the filters say', async () => {
    fleet.answers(() => list([]));

    await run('--provider', 'oauth2', '--app', 'main', '--state', 'active', '--overdue', '--limit', '7');

    expect(fleet.asked).toEqual([
      { operation: 'list', provider: 'oauth2', app: 'main', state: 'active', overdue: true, limit: 7 },
    ]);
  });

  test('asks on until it has as many as are wanted, and says that there may be more', async () => {
    threeACall(20);

    const { code, stdout, stderr } = await run('--limit', '8');

    expect(code).toBe(0);
    expect(fleet.asked.map(({ limit, page }) => [limit, page])).toEqual([
      [8, undefined],
      [5, '3'],
      [2, '6'],
    ]);
    expect(ids(stdout)).toHaveLength(8);
    expect(stderr).toBe('There may be more: --all lists however many there are.\n');
  });

  test('lists however many there are with --all, a hundred a call at most', async () => {
    threeACall(7);

    const { stdout, stderr } = await run('--all');

    expect(stderr).toBe('');
    expect(fleet.asked.map(({ limit }) => limit)).toEqual([100, 100, 100]);
    expect(ids(stdout)).toEqual([0, 1, 2, 3, 4, 5, 6].map((number) => `home-${number}`));
  });

  test('goes on after an answer that holds nothing although more comes', async () => {
    fleet.answers(({ page }) => (page === undefined ? list([], { page: 'p' }) : list([listed('home-9')])));

    const { stdout } = await run('--overdue');

    expect(ids(stdout)).toEqual(['home-9']);
  });

  test('says so when there is no such principal', async () => {
    fleet.answers(() => list([]));

    const ran = await run('--state', 'paused');

    expect(ran).toEqual({ code: 0, stdout: '', stderr: 'There is no such principal.\n' });
  });

  test('names rows that break the contract beside those that do not', async () => {
    const malformed = Array.from({ length: 12 }, (_, index) => `bad\u001B-${index}`);
    fleet.answers(() => list([listed('home-1')], { malformed }));

    const { stdout, stderr } = await run();

    expect(ids(stdout)).toEqual(['home-1']);
    expect(stderr.split('\n')[0]).toBe(
      'bad -0: its row breaks the contract and is left alone: show tells why, remove takes it away',
    );
    expect(stderr).toMatch(/bad -9: .+\nand 2 more such rows, which --json names\n$/);
  });

  test('prints every principal as a line of JSON, and rows that break the contract by their ids', async () => {
    fleet.answers(() => list([listed('home-1')], { malformed: ['bad-1'] }));

    const { stdout } = await run('--json');

    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([listed('home-1'), { principal_id: 'bad-1', malformed: true }]);
  });

  test('shows what it has when AWS fails in the middle', async () => {
    fleet.answers(({ page }) =>
      page === undefined ? list([listed('home-1')], { page: 'p' }) : 'OutOfMemory',
    );

    const { code, stdout, stderr } = await run('--all');

    expect(code).toBe(3);
    expect(ids(stdout)).toEqual(['home-1']);
    expect(stderr).toBe('error: list: The function fleet-operate failed (OutOfMemory): look in its log.\n');
  });

  test('answers 1 where the fleet refuses', async () => {
    fleet.answers(() => refused('list', 'page', 'must be the page of the last answer'));

    const ran = await run();

    expect(ran).toEqual({ code: 1, stdout: '', stderr: 'list: page: must be the page of the last answer\n' });
  });

  test.each<[string, string[], string]>([
    ['a state that there is not', ['--state', 'Secret-1'], '--state must be one of: active, paused, halted'],
    ['a provider that there is not', ['--provider', 'Secret-1'], '--provider must be one of: '],
    ['a limit of none', ['--limit', '0'], '--limit takes a whole number from 1'],
    ['a limit in words', ['--limit', 'Secret-1'], '--limit takes a whole number from 1'],
    ['a limit of all', ['--all', '--limit', '5'], '--limit cannot be used together with --all'],
  ])('sends nothing with %s, and repeats no value', async (_, options, problem) => {
    fleet.answers(() => list([]));

    const { code, stderr } = await run(...options);

    expect({ code, asked: fleet.asked }).toEqual({ code: 2, asked: [] });
    expect(stderr).toContain(`error: ${problem}`);
    expect(stderr).not.toContain('Secret-1');
  });
});
