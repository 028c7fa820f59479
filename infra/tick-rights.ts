import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { DUE_INDEX } from '../lambdas/contract.ts';
import { acknowledgeSecretsByPrefix } from './acknowledgements.ts';
import type { Fleet } from './fleet-function.ts';
import { allowEncryptedStores, allowing, ofFleet, PUBLISHING, secretArns } from './rights.ts';

/** Where a tick tells how it went. */
export interface TickOutlets {
  readonly logs: ILogGroup;
  readonly failures: IQueue;
}

/** Everything a tick may do, and nothing else. */
export const grantTick = (
  role: Role,
  { settings, key, tables, bus }: Fleet,
  { logs, failures }: TickOutlets,
): void => {
  const allow = allowing(role);
  const secrets = secretArns(role, settings);

  allow('ClaimAndKeepRows', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], tables.principals.tableArn);
  allow('FindDueRows', ['dynamodb:Query'], `${tables.principals.tableArn}/index/${DUE_INDEX}`);
  allow(
    'ReadAndMoveControls',
    ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'],
    tables.controls.tableArn,
  );
  allow('SealAndOpenRows', ['kms:GenerateDataKey', 'kms:Decrypt'], key.keyArn, ofFleet(settings));
  allowEncryptedStores(allow, role, key);

  allow('ReadApps', ['secretsmanager:GetSecretValue'], secrets.apps);
  // Published tokens are written, never read: what a tick needs of them is in the row.
  allow('PublishTokens', PUBLISHING, secrets.tokens);
  acknowledgeSecretsByPrefix(role, secrets.apps, secrets.tokens);

  allow('ReportFailures', ['sqs:SendMessage'], failures.queueArn);
  bus.grantPutEventsTo(role);
  logs.grantWrite(role);
};
