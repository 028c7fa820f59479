import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { appSecretName, DUE_INDEX, ENCRYPTION_CONTEXT_FLEET, tokenSecretName } from '../lambdas/contract.ts';
import { acknowledgeSecretsByPrefix } from './acknowledgements.ts';
import type { Settings } from './settings.ts';
import type { Tables } from './tables.ts';

/** What a tick reads, writes and tells. */
export interface TickResources {
  readonly tables: Tables;
  readonly key: IKey;
  readonly bus: EventBus;
  readonly logs: ILogGroup;
  readonly failures: IQueue;
}

/**
 * Everything a tick may do, and nothing else: the whole list is here.
 *
 * The constructs' own grants are used where they are exact. Those of tables and keys are not: they would add
 * deleting, scanning and every index, and the use of the key for anything.
 */
export const grantTick = (role: Role, { secretPrefix, fleet }: Settings, resources: TickResources): void => {
  const { tables, key, bus, logs, failures } = resources;
  const stack = Stack.of(role);
  const allow = (sid: string, actions: string[], resource: string, equals?: Record<string, string>): void => {
    role.addToPrincipalPolicy(
      new PolicyStatement({
        sid,
        actions,
        resources: [resource],
        ...(equals && { conditions: { StringEquals: equals } }),
      }),
    );
  };
  const through = (service: string) => ({
    'kms:ViaService': `${service}.${stack.region}.amazonaws.com`,
  });
  const secret = (name: string): string =>
    stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  const appSecrets = secret(appSecretName(secretPrefix, '*'));
  const tokenSecrets = secret(tokenSecretName(secretPrefix, '*', '*'));

  allow('ClaimAndKeepRows', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], tables.principals.tableArn);
  allow('FindDueRows', ['dynamodb:Query'], `${tables.principals.tableArn}/index/${DUE_INDEX}`);
  allow(
    'ReadAndMoveControls',
    ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'],
    tables.controls.tableArn,
  );

  allow('SealAndOpenRows', ['kms:GenerateDataKey', 'kms:Decrypt'], key.keyArn, {
    [`kms:EncryptionContext:${ENCRYPTION_CONTEXT_FLEET}`]: fleet,
  });
  // DynamoDB and Secrets Manager use a customer key in the caller's name.
  allow(
    'UseEncryptedTables',
    ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    key.keyArn,
    through('dynamodb'),
  );
  allow('UseEncryptedSecrets', ['kms:GenerateDataKey', 'kms:Decrypt'], key.keyArn, through('secretsmanager'));

  allow('ReadApps', ['secretsmanager:GetSecretValue'], appSecrets);
  // Published tokens are written, never read: what a tick needs of them is in the row.
  allow(
    'PublishTokens',
    [
      'secretsmanager:CreateSecret',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
      'secretsmanager:DescribeSecret',
      'secretsmanager:RestoreSecret',
      'secretsmanager:TagResource',
    ],
    tokenSecrets,
  );
  acknowledgeSecretsByPrefix(role, appSecrets, tokenSecrets);

  allow('ReportFailures', ['sqs:SendMessage'], failures.queueArn);
  bus.grantPutEventsTo(role);
  logs.grantWrite(role);
};
