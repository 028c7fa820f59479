import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { acknowledgeSecretsByPrefix } from './acknowledgements.ts';
import type { Fleet } from './fleet-function.ts';
import { allowEncryptedStores, allowing, ofFleet, PUBLISHING, secretArns } from './rights.ts';

/**
 * Everything that is done for an operator, and nothing else. No opening of rows: what is enrolled is sealed here, and only
 * ticks read it. And no listing of secrets: their names follow from the rows.
 */
export const grantOperator = (
  role: Role,
  { settings, key, tables, bus }: Fleet,
  { logs }: { readonly logs: ILogGroup },
): void => {
  const allow = allowing(role);
  const secrets = secretArns(role, settings);

  // A row is removed for an operator, or when its first tokens could not be had.
  allow(
    'ChangeAndListPrincipals',
    ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Scan'],
    tables.principals.tableArn,
  );
  allow(
    'ListAndSwitchApps',
    ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'],
    tables.controls.tableArn,
  );
  // Opened are rescue records alone, before they take a grant's place.
  allow('SealRowsAndOpenRescues', ['kms:GenerateDataKey', 'kms:Decrypt'], key.keyArn, ofFleet(settings));
  allowEncryptedStores(allow, role, key);

  // Read to see whether a registration changes anything, and to ask a provider during an enrolment.
  allow(
    'RegisterAndReadApps',
    [
      'secretsmanager:CreateSecret',
      'secretsmanager:PutSecretValue',
      'secretsmanager:GetSecretValue',
      'secretsmanager:RestoreSecret',
      'secretsmanager:TagResource',
    ],
    secrets.apps,
  );
  allow('PublishTokens', PUBLISHING, secrets.tokens);
  // A new row's generation is above that of any version that was left under the secret's name.
  allow('FindGenerations', ['secretsmanager:GetSecretValue'], secrets.tokens);
  allow('DeleteTokens', ['secretsmanager:DeleteSecret'], secrets.tokens);
  acknowledgeSecretsByPrefix(role, secrets.apps, secrets.tokens);

  bus.grantPutEventsTo(role);
  logs.grantWrite(role);
};
