import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { acknowledgeListingOfSecrets, acknowledgeSecretsByPrefix } from './acknowledgements.ts';
import type { Fleet } from './fleet-function.ts';
import { allowEncryptedTables, allowing, allowReadingEncryptedSecrets, secretArns } from './rights.ts';

/**
 * Everything a census may do, and nothing else. It opens no row and reads or writes no token: versions are named by a
 * digest of what they hold, and what must be published again is left to ticks.
 */
export const grantCensus = (
  role: Role,
  { settings, key, tables, bus }: Fleet,
  { logs }: { readonly logs: ILogGroup },
): void => {
  const allow = allowing(role);
  const secrets = secretArns(role, settings);

  allow(
    'ReadAndMendRows',
    ['dynamodb:Scan', 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
    tables.principals.tableArn,
  );
  allow(
    'ReadAndNoteControls',
    ['dynamodb:Scan', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
    tables.controls.tableArn,
  );
  allowEncryptedTables(allow, role, key);

  // IAM has no resource for a listing: it shows names and versions of every secret, values of none.
  allow('ListSecrets', ['secretsmanager:ListSecrets'], '*');
  acknowledgeListingOfSecrets(role);
  allow('LookUpTokens', ['secretsmanager:DescribeSecret'], secrets.tokens);
  // Certificates lie beside the credentials.
  allow('ReadApps', ['secretsmanager:GetSecretValue'], secrets.apps);
  allowReadingEncryptedSecrets(allow, role, key);
  acknowledgeSecretsByPrefix(role, secrets.apps, secrets.tokens);

  bus.grantPutEventsTo(role);
  logs.grantWrite(role);
};
