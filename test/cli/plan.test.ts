import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { HOUR } from '../../lambdas/core/time.ts';
import { fleetOf } from '../../planning/fleet.ts';
import { planOf } from '../../planning/plan.ts';
import { command } from './command.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/refresh-scheduler.js', import.meta.url));

const plan = (...args: string[]) => command(['plan', ...args]);
const TEN_THOUSAND = ['--principals', '10000', '--lifetime', '2h'];
const expected = fleetOf({ principals: 10_000, lifetime: 2 * HOUR });
const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');

describe('plan', () => {
  test('tells load, limits with their shares, costs, and how far a stack goes', async () => {
    const { load, first, bill } = planOf(expected);

    const { code, stdout, stderr } = await plan(...TEN_THOUSAND);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('fleet       10,000 principals whose tokens live 2 h 0 min, in us-east-1\n');
    expect(stdout).toContain(
      `load        ${load.refreshesPerSecond.toFixed(2)} refreshes a second, 115 a tick`,
    );
    expect(stdout).toMatch(
      /\noutage {6}of 60 min: [\d,]+ principals come due, and are caught up with in \d+ min/,
    );
    const limits = stdout
      .split('\n')
      .slice(stdout.split('\n').findIndex((line) => line.startsWith('LIMIT')) + 1);
    expect(limits[0]?.split(/ {2,}/)).toEqual([
      first.limit.what,
      '115',
      String(first.limit.of),
      'a tick',
      `${(100 * first.limit.share).toFixed(1)} %`,
      `${grouped(first.principals)} principals`,
    ]);
    expect(stdout).toMatch(/\nsecrets +10,001 +secrets +\$0\.40 +\$4,000\.40\n/);
    expect(stdout).toMatch(/\nDynamoDB: writes +[\d,]+ +units +\$0\.625 a million +\$\d+\.\d\d\n/);
    expect(stdout).toMatch(/\ntotal .+ \$4,\d{3}\.\d\d\n/);
    expect(stdout).toContain(
      `$${bill.perPrincipal.toFixed(2)} a principal. List prices of us-east-1, 2026-11`,
    );
    expect(stdout).toContain(`One stack carries ${grouped(first.principals)} principals at this lifetime`);
    expect(stdout).toContain('only secrets that hold many principals would lower it');
  });

  test('answers 1 where the fleet does not fit, and says what to do', async () => {
    const { code, stdout } = await plan('--principals', '30000', '--lifetime', '2h', '--provider', 'dkn');

    expect(code).toBe(1);
    expect(stdout).toMatch(/\nIt does not fit: requests that the cloud allows its apps, 179 %\./);
    expect(stdout).toContain('Spread the principals over more apps: one may ask 4 times at once.');
    expect((await plan('--principals', '30000', '--lifetime', '2h', '--apps', '2')).code).toBe(0);
  });

  test('says that no number fits where tokens live too short', async () => {
    const { code, stdout } = await plan('--principals', '1', '--lifetime', '10m');

    expect(code).toBe(1);
    expect(stdout).toContain(
      'No number of principals fits at this lifetime: versions of one secret in a day.',
    );
  });

  test.each([
    ['2h', '7200s'],
    ['90m', '5400s'],
    ['1d', '24h'],
  ])('takes a lifetime in any unit: %s is %s', async (one, other) => {
    const first = await plan('--principals', '500', '--lifetime', one);
    const second = await plan('--principals', '500', '--lifetime', other);

    expect(first.code).toBe(0);
    expect(first.stdout).toBe(second.stdout);
  });

  test('prints everything as a line of JSON', async () => {
    const { load, bill, first, outage } = planOf(expected);

    const { stdout } = await plan(...TEN_THOUSAND, '--json');

    const answer = JSON.parse(stdout);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(answer).toMatchObject({
      principals: 10_000,
      lifetime_seconds: 7_200,
      fits: true,
      load: { refreshes_per_second: load.refreshesPerSecond },
      outage: { seconds: 3_600, catch_up_seconds: outage.catchUp / 1_000 },
      first_limit: first.limit.id,
      ceiling: first.principals,
      bill: { prices_of: '2026-11', prices_region: 'us-east-1', dollars_a_month: bill.total },
    });
    expect(answer.bill.lines).toHaveLength(bill.lines.length);
    expect(answer.limits.find(({ id }: { id: string }) => id === 'secret-writes')).toMatchObject({
      of: 50,
      source: expect.stringContaining('docs.aws.amazon.com/secretsmanager'),
    });
    expect(answer.limits.find(({ id }: { id: string }) => id === 'alarms')).not.toHaveProperty('reached_at');
  });

  test('weighs everything that is not assumed', async () => {
    const json = async (...args: string[]) =>
      JSON.parse((await plan(...TEN_THOUSAND, ...args, '--json')).stdout);

    const plain = await json();
    const changed = await json(
      ...['--region', 'eu-central-1', '--provider', 'kii', '--apps', '4', '--latency', '250ms'],
      ...['--reads-per-hour', '0', '--token-bytes', '2000', '--concurrency', '48', '--publish-rate', '20'],
    );

    expect(changed.assumed).toEqual({
      provider: 'kii',
      apps: 4,
      latency_ms: 250,
      reads_per_hour: 0,
      token_bytes: 2_000,
      concurrency: 48,
      publish_rate: 20,
    });
    const dollarsOf = (answer: typeof plain, id: string) =>
      answer.bill.lines.find((line: { id: string }) => line.id === id).dollars;
    expect(changed.bill.prices_region).toBe('eu-central-1');
    expect(dollarsOf(changed, 'reads')).toBe(0);
    expect(dollarsOf(changed, 'writes')).toBeGreaterThan(1.5 * dollarsOf(plain, 'writes'));
    expect(changed.capacity.refreshes_per_tick).toBe(578);
  });

  test('shows the prices of us-east-1 for a Region that it knows none of, and says so', async () => {
    const { code, stdout, stderr } = await plan(...TEN_THOUSAND, '--region', 'sa-east-1');

    expect(code).toBe(0);
    expect(stdout).toContain('List prices of us-east-1');
    expect(stderr).toBe('No prices of sa-east-1 are known here: those of us-east-1 are shown.\n');
  });

  test.each([
    [[], '--principals is missing: say how many you expect'],
    [['--principals', '5'], '--lifetime is missing: say how long an access token lives, such as 2h'],
    [['--principals', '1.5', '--lifetime', '2h'], '--principals takes a whole number from 1 to 10000000'],
    [['--principals', '0', '--lifetime', '2h'], '--principals takes a whole number'],
    [
      ['--principals', '5', '--lifetime', '2'],
      '--lifetime takes a time from 1m to 365d, such as 90m, 2h or 3600s',
    ],
    [['--principals', '5', '--lifetime', '30s'], '--lifetime takes a time from 1m'],
    [['--principals', '5', '--lifetime', '400d'], '--lifetime takes a time from 1m to 365d'],
    [[...TEN_THOUSAND, '--provider', 'other'], '--provider must be one of: dkn, huawei, kii, oauth2'],
    [[...TEN_THOUSAND, '--region', 'Ireland'], '--region takes the name of an AWS Region, such as us-east-1'],
    [[...TEN_THOUSAND, '--provider', 'huawei', '--apps', '2'], '--apps cannot be chosen'],
    [[...TEN_THOUSAND, '--latency', '9s'], '--latency takes a time up to 8s, such as 300ms'],
    [[...TEN_THOUSAND, '--concurrency', '65'], '--concurrency takes a whole number from 1 to 64'],
    [[...TEN_THOUSAND, '--publish-rate', '0'], '--publish-rate takes a whole number from 1 to 50'],
    [[...TEN_THOUSAND, '--reads-per-hour', 'x'], '--reads-per-hour takes a whole number'],
  ])('answers 2 to %j, naming the option and the remedy', async (args, message) => {
    const { code, stdout, stderr } = await plan(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error: ${message}`);
  });

  test('needs neither an account nor a network', () => {
    const env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };

    const ran = spawnSync(process.execPath, [PROGRAM, 'plan', ...TEN_THOUSAND], { env, encoding: 'utf8' });

    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain('One stack carries');
  });
});
