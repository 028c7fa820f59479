import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { appSecretName, ENCRYPTION_CONTEXT_FLEET, tokenSecretName } from '../lambdas/contract.ts';
import type { Settings } from './settings.ts';

/*
 * What the lists of rights are made of.
 *
 * The constructs' own grants are used where they are exact. Those of tables and keys are not: they would add
 * scanning and every index, and the use of the key for anything.
 */

/** Allows actions on one resource, where `equals` is given only under these conditions. */
export type Allow = (
  sid: string,
  actions: readonly string[],
  resource: string,
  equals?: Readonly<Record<string, string>>,
) => void;

export const allowing =
  (role: Role): Allow =>
  (sid, actions, resource, equals) => {
    role.addToPrincipalPolicy(
      new PolicyStatement({
        sid,
        actions: [...actions],
        resources: [resource],
        ...(equals && { conditions: { StringEquals: equals } }),
      }),
    );
  };

/** The ARN of secrets of this name, which may be a pattern. AWS ends every ARN with six characters of its own. */
export const secretArn = (scope: Construct, resourceName: string): string =>
  Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** The fleet's secrets, as far as they can be told apart before they are there. */
export const secretArns = (role: Role, { secretPrefix }: Settings) => ({
  apps: secretArn(role, appSecretName(secretPrefix, '*')),
  tokens: secretArn(role, tokenSecretName(secretPrefix, '*', '*')),
});

/** All that publishing takes: a secret that is missing is created, one that was deleted is restored. */
export const PUBLISHING: readonly string[] = [
  'secretsmanager:CreateSecret',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
  'secretsmanager:DescribeSecret',
  'secretsmanager:RestoreSecret',
  'secretsmanager:TagResource',
];

/** The condition on the key under which rows of this fleet, and of no other, are sealed and opened. */
export const ofFleet = ({ fleet }: Settings) => ({
  [`kms:EncryptionContext:${ENCRYPTION_CONTEXT_FLEET}`]: fleet,
});

/** The condition on a key that a service uses it in the caller's name. */
export const through = (service: 'dynamodb' | 'secretsmanager', { region }: Stack) => ({
  'kms:ViaService': `${service}.${region}.amazonaws.com`,
});

/** DynamoDB and Secrets Manager use a customer key in the caller's name. */
export const allowEncryptedStores = (allow: Allow, role: Role, key: IKey): void => {
  allowEncryptedTables(allow, role, key);
  allow(
    'UseEncryptedSecrets',
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    key.keyArn,
    through('secretsmanager', Stack.of(role)),
  );
};

export const allowEncryptedTables = (allow: Allow, role: Role, key: IKey): void =>
  allow(
    'UseEncryptedTables',
    ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    key.keyArn,
    through('dynamodb', Stack.of(role)),
  );

/** For a function that writes none. */
export const allowReadingEncryptedSecrets = (allow: Allow, role: Role, key: IKey): void =>
  allow('ReadEncryptedSecrets', ['kms:Decrypt'], key.keyArn, through('secretsmanager', Stack.of(role)));
