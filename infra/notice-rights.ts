import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Fleet } from './fleet-function.ts';
import type { Topics } from './monitoring/topics.ts';
import { allowEncryptedTables, allowing } from './rights.ts';

/**
 * Everything that telling people takes, and nothing else. It looks at the apps and at what the census found, not at a
 * principal's row: no table but that of controls, no secret, nothing sealed.
 */
export const grantNotices = (
  role: Role,
  { key, tables }: Fleet,
  { logs, topics }: { readonly logs: ILogGroup; readonly topics: Topics },
): void => {
  const allow = allowing(role);

  allow(
    'LookAtAppsAndNoteWhatWasTold',
    ['dynamodb:Scan', 'dynamodb:GetItem', 'dynamodb:PutItem'],
    tables.controls.tableArn,
  );
  allowEncryptedTables(allow, role, key);
  allow('Page', ['sns:Publish'], topics.page.topicArn);
  allow('Ticket', ['sns:Publish'], topics.ticket.topicArn);
  logs.grantWrite(role);
};
