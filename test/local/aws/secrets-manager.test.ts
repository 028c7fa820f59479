import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  ListSecretsCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { sdkClients } from './sdk-clients.ts';
import { secretShorthands } from './secret-shorthands.ts';

const DAY = 86_400_000;

let now: number;
let aws: AwsEndpoint;
let clients: ReturnType<typeof sdkClients>;
let secrets: ReturnType<typeof sdkClients>['secrets'];
let create: ReturnType<typeof secretShorthands>['create'];
let put: ReturnType<typeof secretShorthands>['put'];
let get: ReturnType<typeof secretShorthands>['get'];

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22);
  aws = await startAws({ clock: () => now });
  clients = sdkClients(aws);
  secrets = clients.secrets;
  ({ create, put, get } = secretShorthands(secrets));
});

afterEach(async () => {
  clients.destroy();
  await aws.close();
});

describe('deletion', () => {
  test('blocks a secret and its name until it is restored', async () => {
    await create('a');
    const marked = {
      name: 'InvalidRequestException',
      message: expect.stringContaining('marked for deletion'),
    };

    const deleted = await secrets.send(new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 }));

    expect(deleted.DeletionDate?.getTime()).toBe(now + 7 * DAY);
    await expect(get('a')).rejects.toMatchObject(marked);
    await expect(put('a', 'x')).rejects.toMatchObject(marked);
    await expect(create('a')).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message:
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
    });
    await secrets.send(new RestoreSecretCommand({ SecretId: 'a' }));
    expect(await get('a')).toMatchObject({ SecretString: 'first' });
  });

  test('frees the name when the recovery window is over', async () => {
    await create('a');
    await secrets.send(new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 }));
    now += 7 * DAY;

    await expect(get('a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(create('a')).resolves.toMatchObject({ Name: 'a' });
  });

  test('forgets at once when forced, also what never was', async () => {
    const { ARN } = await create('a');
    const force = { ForceDeleteWithoutRecovery: true };
    await secrets.send(new DeleteSecretCommand({ SecretId: 'a', ...force }));
    await secrets.send(new DeleteSecretCommand({ SecretId: 'never', ...force }));

    const again = await create('a');

    expect(again.ARN).not.toBe(ARN);
  });

  test('takes a recovery window of 7 to 30 days', async () => {
    await create('a');

    for (const days of [6, 31]) {
      const deletion = secrets.send(new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: days }));
      await expect(deletion).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
  });
});

describe('names and lists', () => {
  test('finds a secret by name, by ARN and by ARN without its suffix', async () => {
    const name = 'refresh-scheduler/tokens/dkn/a+b@c.d=e_f';
    const { ARN = '' } = await create(name);

    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:.*-[A-Za-z0-9]{6}$/);
    for (const id of [name, ARN, ARN.slice(0, -7)]) {
      expect(await get(id)).toMatchObject({ Name: name, ARN });
    }
    await expect(get(`${ARN.slice(0, -6)}Zzzzzz`)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  });

  test('finds a name that ends like a suffix by name and whole ARN, but not by part of the ARN', async () => {
    const { ARN = '' } = await create('thing-000001');

    expect(await get('thing-000001')).toMatchObject({ ARN });
    expect(await get(ARN)).toMatchObject({ ARN });
    await expect(get(ARN.slice(0, -7))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('refuses names with other characters or of more than 512', async () => {
    for (const name of ['a b', 'a#b', 'x'.repeat(513)]) {
      await expect(create(name)).rejects.toMatchObject({ name: 'ValidationException' });
    }
    await expect(create('x'.repeat(512))).resolves.toBeDefined();
  });

  test('pages through a list while secrets come and go', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name);
    const first = await secrets.send(new ListSecretsCommand({ MaxResults: 2 }));
    await secrets.send(new DeleteSecretCommand({ SecretId: 'a', ForceDeleteWithoutRecovery: true }));
    await create('f');

    const rest: string[] = [];
    for (let token = first.NextToken; token; ) {
      const next = await secrets.send(new ListSecretsCommand({ MaxResults: 2, NextToken: token }));
      rest.push(...(next.SecretList ?? []).map(({ Name }) => String(Name)));
      token = next.NextToken;
    }

    expect(first.SecretList?.map(({ Name }) => Name)).toEqual(['a', 'b']);
    expect(rest).toEqual(['c', 'd', 'e', 'f']);
  });

  test('filters by prefixes of names and tags, and hides what is marked for deletion', async () => {
    const listed = async (filters: object, more: object = {}) => {
      const list = await secrets.send(new ListSecretsCommand({ ...filters, ...more }));
      return list.SecretList?.map(({ Name }) => Name);
    };
    const { VersionId = '' } = await create('tokens/dkn/a');
    await create('tokens/kii/b');
    await create('apps/x');
    await secrets.send(
      new TagResourceCommand({ SecretId: 'tokens/kii/b', Tags: [{ Key: 'fleet', Value: 'north' }] }),
    );
    await secrets.send(new DeleteSecretCommand({ SecretId: 'apps/x' }));

    expect(await listed({ Filters: [{ Key: 'name', Values: ['tokens/dkn', 'tokens/huawei'] }] })).toEqual([
      'tokens/dkn/a',
    ]);
    expect(await listed({ Filters: [{ Key: 'name', Values: ['!tokens/dkn'] }] })).toEqual(['tokens/kii/b']);
    expect(
      await listed({
        Filters: [
          { Key: 'tag-key', Values: ['fle'] },
          { Key: 'tag-value', Values: ['nor'] },
        ],
      }),
    ).toEqual(['tokens/kii/b']);
    expect(await listed({}, { IncludePlannedDeletion: true })).toContain('apps/x');
    const [first] = (await secrets.send(new ListSecretsCommand({}))).SecretList ?? [];
    expect(first?.SecretVersionsToStages).toEqual({ [VersionId]: ['AWSCURRENT'] });
  });

  test('shows tags until they are taken off', async () => {
    await create('a');
    const Tags = [
      { Key: 'one', Value: '1' },
      { Key: 'two', Value: '2' },
    ];
    await secrets.send(new TagResourceCommand({ SecretId: 'a', Tags }));
    await secrets.send(new UntagResourceCommand({ SecretId: 'a', TagKeys: ['one'] }));

    const described = await secrets.send(new DescribeSecretCommand({ SecretId: 'a' }));

    expect(described.Tags).toEqual([{ Key: 'two', Value: '2' }]);
  });
});
