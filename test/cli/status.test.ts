import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { command, SteppedClock } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { NOW, nowSeconds } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

const run = (...args: string[]) =>
  command([...args, '--local', fleet.port], { clock: new SteppedClock(NOW) });

const APPS = [
  { app: 'main', provider: 'cloud' },
  {
    app: 'cold',
    provider: 'cloud',
    paused: { by: 'scheduler', why: 'app-misconfigured (100208)', since: nowSeconds - 600 },
    waits_until: nowSeconds + 40,
    sole: 'site-7',
  },
  {
    app: 'mine',
    provider: 'cloud',
    paused: { by: 'operator', why: 'paused-by-hand', since: nowSeconds - 60 },
    waits_until: nowSeconds - 1,
  },
];
const TABLE = [
  'APP   PROVIDER  STATE                                          WAITS  ONLY FOR',
  'main  cloud     runs                                           -      -',
  'cold  cloud     held back: app-misconfigured (100208), 10 min ago  40 s   site-7',
  'mine  cloud     paused by an operator, 60 s ago                -      -',
];
const CENSUS = {
  at: nowSeconds - 240,
  took_seconds: 3,
  principals: { active: 120, paused: 0, halted: 2 },
  overdue: 0,
  expired: 0,
  min_seconds_to_expiry: 2_400,
  malformed: 0,
  adopted: 0,
  drift: 0,
  orphans: 0,
};
const status = (change: object = {}) => ({
  ok: true,
  operation: 'status',
  everything_paused: false,
  apps: APPS,
  census: CENSUS,
  ...change,
});
/** However wide the columns are. */
const cells = (line: string): string[] => line.split(/ {2,}/);

describe('status', () => {
  test('tells what was counted, and how every app stands', async () => {
    fleet.answers(() => status());

    const { code, stdout, stderr } = await run('status');

    const lines = stdout.trimEnd().split('\n');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines.slice(0, 5)).toEqual([
      'fleet       runs',
      'counted     4 min ago',
      'principals  120 active, 2 halted',
      'tokens      the one that ends first had 40 min left',
      '',
    ]);
    expect(lines.slice(5).map(cells)).toEqual(TABLE.map(cells));
    expect(fleet.asked).toEqual([{ operation: 'status' }]);
  });

  test('tells what is amiss, and how to end a pause of everything', async () => {
    fleet.answers(() =>
      status({
        everything_paused: true,
        malformed: ['odd'],
        census: { ...CENSUS, expired: 3, overdue: 4, malformed: 5, orphans: 1, min_seconds_to_expiry: -90 },
      }),
    );

    const { stdout, stderr } = await run('status');

    expect(stdout).toContain(
      `fleet       paused: nobody is asked. Go on with: refresh-scheduler resume --everything --local ${fleet.port}\n`,
    );
    expect(stdout).toContain('\ntokens      one ended 90 s before\n');
    expect(stdout).toContain('\nexpired     3 that run have no living token\n');
    expect(stdout).toContain('\noverdue     4 not looked at for minutes after their time\n');
    expect(stdout).toContain('\nmalformed   5 rows break the contract\n');
    expect(stdout).toContain('\norphans     1 secrets belong to no row\n');
    expect(stderr).toContain('app odd: its control item breaks the contract');
  });

  test('takes a fleet that nobody has counted and that has no apps', async () => {
    fleet.answers(() => status({ census: undefined, apps: [] }));

    const { code, stdout } = await run('status');

    expect(code).toBe(0);
    expect(stdout).toBe(
      'fleet       runs\ncounted     not yet: the first census is to come\n\nNo apps yet.\n',
    );
  });

  test('prints the answer as a line of JSON', async () => {
    fleet.answers(() => status());

    const { stdout } = await run('status', '--json');

    expect(JSON.parse(stdout)).toEqual({ ...status(), malformed: [] });
  });
});

describe('app list', () => {
  test('shows a row each', async () => {
    fleet.answers(() => ({ ok: true, operation: 'listApps', apps: APPS }));

    const { code, stdout } = await run('app', 'list');

    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').map(cells)).toEqual(TABLE.map(cells));
  });

  test('prints every app as a line of JSON', async () => {
    fleet.answers(() => ({ ok: true, operation: 'listApps', apps: APPS }));

    const { stdout } = await run('app', 'list', '--json');

    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(APPS);
  });

  test('says so when there are none', async () => {
    fleet.answers(() => ({ ok: true, operation: 'listApps', apps: [] }));

    const ran = await run('app', 'list');

    expect(ran).toEqual({ code: 0, stdout: '', stderr: 'No apps yet.\n' });
  });
});

describe('app check', () => {
  const checked = (change: object) => ({
    ok: true,
    operation: 'checkApp',
    app: 'main',
    provider: 'cloud',
    problems: [],
    warnings: [],
    ...change,
  });

  test('answers 0 for an app that has all it needs, with what will soon stop working', async () => {
    const warnings = [{ field: 'client_certificate', remedy: 'ends in 9 days' }];
    fleet.answers(() => checked({ warnings }));

    const { code, stdout } = await run('app', 'check', 'main');

    expect(code).toBe(0);
    expect(fleet.asked).toEqual([{ operation: 'checkApp', app: 'main' }]);
    expect(stdout).toBe(
      'app main (cloud): its secret has all it needs.\n  warning: client_certificate: ends in 9 days\n',
    );
  });

  test('answers 1 for an app that cannot work as it is', async () => {
    fleet.answers(() => checked({ problems: [{ field: 'client_id', remedy: 'is missing' }] }));

    const people = await run('app', 'check', 'main');
    const json = await run('app', 'check', 'main', '--json');

    expect(people).toEqual({ code: 1, stdout: '', stderr: 'app check main: client_id: is missing\n' });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ problems: [{ field: 'client_id' }] });
  });
});
