import { randomUUID } from 'node:crypto';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SecretChange } from '../../../local/aws/add-version.ts';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { sdkClients } from './sdk-clients.ts';
import { secretShorthands } from './secret-shorthands.ts';

const WINDOW = 60_000;

let now: number;
let changes: SecretChange[];
let aws: AwsEndpoint;
let clients: ReturnType<typeof sdkClients>;
let secrets: ReturnType<typeof sdkClients>['secrets'];
let create: ReturnType<typeof secretShorthands>['create'];
let put: ReturnType<typeof secretShorthands>['put'];
let get: ReturnType<typeof secretShorthands>['get'];

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22);
  changes = [];
  aws = await startAws({
    clock: () => now,
    versionWindowMs: WINDOW,
    onSecretChange: (change) => changes.push(change),
  });
  clients = sdkClients(aws);
  secrets = clients.secrets;
  ({ create, put, get } = secretShorthands(secrets));
});

afterEach(async () => {
  clients.destroy();
  await aws.close();
});

describe('values and versions', () => {
  test('serves the current value, the previous one and any by its id', async () => {
    const { VersionId = '' } = await create('a');
    await put('a', 'second');
    await put('a', 'third');

    const current = await get('a');
    const previous = await get('a', { VersionStage: 'AWSPREVIOUS' });
    const deprecated = await get('a', { VersionId });

    expect(current).toMatchObject({ SecretString: 'third', VersionStages: ['AWSCURRENT'] });
    expect(previous).toMatchObject({ SecretString: 'second', VersionStages: ['AWSPREVIOUS'] });
    expect(deprecated).toMatchObject({ SecretString: 'first', VersionStages: [] });
  });

  test('keeps bytes as they are', async () => {
    const SecretBinary = new Uint8Array([0, 1, 254, 255]);
    await secrets.send(new CreateSecretCommand({ Name: 'a', SecretBinary }));

    const read = await get('a');

    expect(Uint8Array.from(read.SecretBinary ?? [])).toEqual(SecretBinary);
  });

  test('lists versions with their labels, deprecated ones on request', async () => {
    const { VersionId: first } = await create('a');
    const { VersionId: second } = await put('a', 'second');
    const { VersionId: third } = await put('a', 'third');

    const labelled = await secrets.send(new ListSecretVersionIdsCommand({ SecretId: 'a' }));
    const all = await secrets.send(
      new ListSecretVersionIdsCommand({ SecretId: 'a', IncludeDeprecated: true }),
    );
    const described = await secrets.send(new DescribeSecretCommand({ SecretId: 'a' }));

    expect(labelled.Versions?.map(({ VersionId }) => VersionId)).toEqual([second, third]);
    expect(all.Versions?.map(({ VersionId }) => VersionId)).toEqual([first, second, third]);
    expect(described.VersionIdsToStages).toEqual({
      [String(second)]: ['AWSPREVIOUS'],
      [String(third)]: ['AWSCURRENT'],
    });
  });

  test('tells a missing version, a missing label and a label elsewhere apart', async () => {
    const { VersionId = '' } = await create('a');
    const unknown = randomUUID();

    await expect(get('a', { VersionId: unknown })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Secrets Manager can't find the specified secret value for VersionId: ${unknown}`,
    });
    await expect(get('a', { VersionStage: 'AWSPENDING' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    });
    await expect(get('a', { VersionId, VersionStage: 'AWSPENDING' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  test('takes 65,536 bytes and not one more', async () => {
    await create('a', 'x'.repeat(65_536));

    await expect(put('a', `${'x'.repeat(65_535)}é`)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('reads many at once and reports those it cannot', async () => {
    await create('a', 'one');
    await create('b', 'two');

    const batch = await secrets.send(new BatchGetSecretValueCommand({ SecretIdList: ['b', 'gone', 'a'] }));

    expect(batch.SecretValues?.map(({ SecretString }) => SecretString)).toEqual(['two', 'one']);
    expect(batch.Errors).toMatchObject([{ SecretId: 'gone', ErrorCode: 'ResourceNotFoundException' }]);
  });
});

describe('request tokens', () => {
  test('ignores a repeat with the same value and shows the labels that the version has now', async () => {
    await create('a');
    const token = randomUUID();
    const once = await put('a', 'second', token);
    const again = await put('a', 'second', token);
    await put('a', 'third');
    const late = await put('a', 'second', token);

    expect(once.VersionStages).toEqual(['AWSCURRENT']);
    expect(again.VersionStages).toEqual(['AWSCURRENT']);
    expect(late).toMatchObject({ VersionId: token, VersionStages: ['AWSPREVIOUS'] });
    expect(await get('a')).toMatchObject({ SecretString: 'third' });
  });

  test('refuses the same token with another value', async () => {
    await create('a');
    const token = randomUUID();
    await put('a', 'second', token);

    await expect(put('a', 'other', token)).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('takes tokens of 32 to 64 characters', async () => {
    await create('a');

    await expect(put('a', 'x', 'x'.repeat(31))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'ClientRequestToken must be 32-64 characters long.',
    });
    await expect(put('a', 'x', 'x'.repeat(65))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(put('a', 'x', 'x'.repeat(64))).resolves.toMatchObject({ VersionId: 'x'.repeat(64) });
  });

  test('makes one secret of a repeated CreateSecret', async () => {
    const request = { Name: 'a', SecretString: 'first', ClientRequestToken: randomUUID() };
    const once = await secrets.send(new CreateSecretCommand(request));
    const again = await secrets.send(new CreateSecretCommand(request));

    expect(again).toMatchObject({ ARN: once.ARN, VersionId: request.ClientRequestToken });
    await expect(create('a')).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message: 'The operation failed because the secret a already exists.',
    });
  });
});

describe('moving labels', () => {
  test('moves AWSCURRENT only with the version named that has it', async () => {
    const { VersionId: first } = await create('a');
    const { VersionId: second } = await put('a', 'second');
    const move = { SecretId: 'a', VersionStage: 'AWSCURRENT', MoveToVersionId: first };

    await expect(secrets.send(new UpdateSecretVersionStageCommand(move))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(`currently attached to version ${second}`),
    });
    await secrets.send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: second }));

    expect(await get('a')).toMatchObject({ SecretString: 'first' });
    expect(await get('a', { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'second' });
  });

  test('never takes AWSCURRENT off without a new holder', async () => {
    const { VersionId } = await create('a');

    const removal = secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'a',
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: VersionId,
      }),
    );

    await expect(removal).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('tells the listener whenever AWSCURRENT moves, and only then', async () => {
    const { VersionId: first } = await create('a');
    now += 1_000;
    const { VersionId: second } = await put('a', 'second');
    await put('a', 'second', second);
    await secrets.send(
      new PutSecretValueCommand({ SecretId: 'a', SecretString: 'third', VersionStages: ['AWSPENDING'] }),
    );

    expect(changes).toEqual([
      { name: 'a', versionId: first, at: now - 1_000 },
      { name: 'a', versionId: second, at: now },
    ]);
  });
});

describe('the limit of 100 versions', () => {
  test('refuses the 101st while all are young, and purges the oldest once it is not', async () => {
    const { VersionId = '' } = await create('a');
    for (let count = 2; count <= 100; count += 1) {
      now += 1;
      await put('a', `value ${count}`);
    }

    await expect(put('a', 'too many')).rejects.toMatchObject({ name: 'LimitExceededException' });
    now += WINDOW - 99;
    await put('a', 'fits again');

    await expect(get('a', { VersionId })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await get('a')).toMatchObject({ SecretString: 'fits again' });
    await expect(put('a', 'too many')).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});
