import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OUTPUT } from '../../lambdas/contract.ts';
import { command } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { shown } from './said.ts';

const AMBIENT = { ...process.env };
let fleet: Fleet;
let folder = '';
beforeAll(async () => {
  fleet = await startFleet();
  fleet.answers(({ principal_id }) => shown(principal_id));
  folder = await mkdtemp(join(tmpdir(), 'where-'));
  await writeFile(
    join(folder, 'config'),
    '[profile fleets]\nregion = eu-west-3\n[profile keyless]\nregion = eu-west-3\n',
  );
  await writeFile(
    join(folder, 'credentials'),
    '[fleets]\naws_access_key_id = A\naws_secret_access_key = b\n',
  );
});
afterAll(async () => {
  await fleet.close();
  await rm(folder, { recursive: true });
});

/** Somebody's settings, by which AWS would be the loopback endpoint. */
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: fleet.aws.url,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});
afterEach(() => {
  fleet.aws.faults.clear();
  process.env = { ...AMBIENT };
});

const show = (...options: string[]) => command(['show', 'home-1', ...options]);

describe('a fleet', () => {
  test('is found by the settings of the environment', async () => {
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-3',
      AWS_ACCESS_KEY_ID: 'A',
      AWS_SECRET_ACCESS_KEY: 'b',
    });

    const { code, stderr } = await show();

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('is found by a profile, its Region and its credentials', async () => {
    const { code, stderr } = await show('--profile', 'fleets');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('on this machine is found whatever the environment says', async () => {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_PROFILE: 'nobody',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
      AWS_DEFAULTS_MODE: 'nonsense',
      AWS_MAX_ATTEMPTS: 'nonsense',
    });

    const { code, stderr } = await show('--local', fleet.port);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  const KEYS = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'b' };
  test.each<[string, Record<string, string>, string[], string]>([
    ['no Region', KEYS, [], 'No AWS Region is set: give --region, or set AWS_REGION.'],
    [
      'no credentials',
      {},
      ['--region', 'eu-west-3'],
      'No AWS credentials were found: log in, or name another --profile.',
    ],
    ['a profile without credentials', {}, ['--profile', 'keyless'], 'No AWS credentials were found'],
    [
      'no such stack',
      KEYS,
      ['--region', 'eu-west-3', '--stack', 'Other'],
      'There is no stack Other in eu-west-3: check --stack, --region and --profile, or deploy it.',
    ],
  ])('answers 3 and says what to do with %s', async (_, settings, options, problem) => {
    Object.assign(process.env, settings);

    const { code, stdout, stderr } = await show(...options);

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`error: ${problem}`);
  });

  test.each([
    [
      'cloudformation',
      'AccessDenied',
      'no right to this: ask for cloudformation:DescribeStacks on the stack RefreshScheduler.',
    ],
    ['lambda', 'AccessDeniedException', 'no right to this: ask for lambda:InvokeFunction on fleet-operate.'],
    ['cloudformation', 'ExpiredToken', 'AWS does not take these credentials (ExpiredToken): log in'],
    [
      'lambda',
      'ResourceNotFoundException',
      'The function fleet-operate is not there: deploy the stack RefreshScheduler again.',
    ],
    ['lambda', 'KMSAccessDeniedException', 'The call failed (KMSAccessDeniedException)'],
  ] as const)('answers 3 and says what to do where %s says %s', async (service, errorType, problem) => {
    fleet.aws.faults.set({ service, kind: 'error', errorType, status: 403 });

    const { code, stderr } = await show('--local', fleet.port);

    expect(code).toBe(3);
    expect(stderr).toContain(problem);
  });

  test('whose stack is older than its commands has to be deployed again', async () => {
    const older = await startFleet({ [OUTPUT.refreshFunction]: 'tick' });

    const { code, stderr } = await show('--local', older.port);

    expect(code).toBe(3);
    expect(stderr).toContain('The stack RefreshScheduler has no output OperateFunction: deploy it again');
    await older.close();
  });

  test.each<[string, string[], string]>([
    ['a port that is none', ['--local=70000'], '--local takes a port, a whole number from 1 to 65535'],
    ['a port in words', ['--local=here'], '--local takes a port'],
    [
      'two places',
      ['--local', '--region', 'eu-west-3'],
      '--local cannot be used together with --region or --profile',
    ],
  ])('answers 2 to %s', async (_, options, problem) => {
    const { code, stderr } = await show(...options);

    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${problem}`);
  });
});
