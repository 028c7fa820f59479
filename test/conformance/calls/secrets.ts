import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Stage } from './answer.ts';

/** A version's id as the product makes it: 64 characters. */
export const version = (n: number): string => String(n).repeat(64);
export const value = (n: number): string => `value ${n}`;

/** The calls on secrets that product and operators make. */
export const operationsOf = ({ clients: { secrets }, settings: { keyArn } }: Stage) => ({
  create: (Name: string, token: string, SecretString: string) =>
    secrets.send(
      new CreateSecretCommand({
        Name,
        SecretString,
        ClientRequestToken: token,
        Description: 'A token.',
        KmsKeyId: keyArn,
        Tags: [{ Key: 'fleet', Value: 'test' }],
      }),
    ),
  put: (SecretId: string, token: string, SecretString: string) =>
    secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken: token })),
  get: (SecretId: string, VersionStage?: string) =>
    secrets.send(new GetSecretValueCommand({ SecretId, ...(VersionStage ? { VersionStage } : {}) })),
  describe: (SecretId: string) => secrets.send(new DescribeSecretCommand({ SecretId })),
  delete: (SecretId: string) => secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 })),
  deleteForGood: (SecretId: string) =>
    secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
  restore: (SecretId: string) => secrets.send(new RestoreSecretCommand({ SecretId })),
  list: (prefix: string) =>
    secrets.send(new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [prefix] }] })),
  moveCurrent: (SecretId: string, to: string, from?: string) =>
    secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: to,
        ...(from ? { RemoveFromVersionId: from } : {}),
      }),
    ),
});
export type Operations = ReturnType<typeof operationsOf>;
