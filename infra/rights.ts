import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
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

/** The fleet's secrets, as far as they can be told apart before they are there. */
export const secretArns = (role: Role, { secretPrefix }: Settings) => {
  const arnOf = (resourceName: string): string =>
    Stack.of(role).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  return {
    apps: arnOf(appSecretName(secretPrefix, '*')),
    tokens: arnOf(tokenSecretName(secretPrefix, '*', '*')),
  };
};

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

const through = (service: 'dynamodb' | 'secretsmanager', role: Role) => ({
  'kms:ViaService': `${service}.${Stack.of(role).region}.amazonaws.com`,
});

/** DynamoDB and Secrets Manager use a customer key in the caller's name. */
export const allowEncryptedStores = (allow: Allow, role: Role, key: IKey): void => {
  allowEncryptedTables(allow, role, key);
  allow(
    'UseEncryptedSecrets',
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    key.keyArn,
    through('secretsmanager', role),
  );
};

export const allowEncryptedTables = (allow: Allow, role: Role, key: IKey): void =>
  allow(
    'UseEncryptedTables',
    ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    key.keyArn,
    through('dynamodb', role),
  );

/** For a function that writes none. */
export const allowReadingEncryptedSecrets = (allow: Allow, role: Role, key: IKey): void =>
  allow('ReadEncryptedSecrets', ['kms:Decrypt'], key.keyArn, through('secretsmanager', role));
