import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { secretsVault } from '../../lambdas/adapters/vault.ts';
import { TAG } from '../../lambdas/contract.ts';
import { DAY } from '../../lambdas/core/time.ts';
import type { OperatorVault } from '../../lambdas/flow/operator/ports.ts';
import { type Aws, startAwsWithTables } from '../support/aws.ts';
import { NOW } from '../support/principals.ts';
import { secretsOf } from '../support/secrets.ts';

let aws: Aws;
let vault: OperatorVault;
let secrets: ReturnType<typeof secretsOf>;
let made = 0;
let Name: string;

beforeAll(async () => {
  aws = await startAwsWithTables({ clock: () => NOW });
  const keyArn = aws.endpoint.kms.createKey();
  vault = secretsVault(aws.clients.secrets, { prefix: 'fleet-1', keyArn, fleet: 'the-fleet' });
  secrets = secretsOf(aws.clients.secrets);
});
beforeEach(() => {
  made += 1;
  Name = `fleet-1/tokens/oauth2/thing-${made}`;
});
afterEach(() => aws.endpoint.faults.clear());
afterAll(() => aws.close());

const create = (fleet?: string) =>
  aws.clients.secrets.send(
    new CreateSecretCommand({
      Name,
      SecretString: 'a token',
      ...(fleet !== undefined && { Tags: [{ Key: TAG.fleet, Value: fleet }] }),
    }),
  );

describe('a secret that is looked for', () => {
  test.each([
    ['the-fleet', true],
    ['another-fleet', false],
    [undefined, false],
  ])('is told to be ours by its tag (%s)', async (fleet, ours) => {
    await create(fleet);

    expect(await vault.find(Name)).toEqual({ secret: 'there', ours });
  });

  test('is told from one that is being deleted, and from one that never was', async () => {
    const never = await vault.find(Name);
    await create('the-fleet');
    await vault.delete(Name, { days: 30 });

    expect(never).toEqual({ secret: 'missing' });
    expect(await vault.find(Name)).toEqual({ secret: 'being-deleted', ours: true });
  });

  test('is not said to be missing when it cannot be seen', async () => {
    aws.endpoint.faults.set({
      service: 'secretsmanager',
      kind: 'error',
      status: 400,
      errorType: 'AccessDeniedException',
    });

    await expect(vault.find(Name)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a deletion', () => {
  test('leaves so many days to bring the secret back, with what it held', async () => {
    await create();
    await vault.delete(Name, { days: 30 });
    const { DeletedDate } = await secrets.describe(Name);

    await vault.bringBack(Name);

    expect(DeletedDate?.getTime()).toBe(NOW + 30 * DAY);
    expect(await secrets.current(Name)).toBe('a token');
  });

  test.each(['there', 'being deleted'])('now leaves nothing of a secret that is %s', async (how) => {
    await create();
    if (how !== 'there') await vault.delete(Name, { days: 30 });

    await vault.delete(Name, 'now');

    expect(await vault.find(Name)).toEqual({ secret: 'missing' });
  });

  test('of a secret that is being deleted, or missing, changes nothing', async () => {
    await vault.delete(Name, { days: 30 });
    const missing = await vault.find(Name);
    await create();
    await vault.delete(Name, { days: 7 });
    await vault.delete(Name, { days: 30 });

    expect(missing).toEqual({ secret: 'missing' });
    expect((await secrets.describe(Name)).DeletedDate?.getTime()).toBe(NOW + 7 * DAY);
  });
});
