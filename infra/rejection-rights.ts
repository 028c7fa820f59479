import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Fleet } from './fleet-function.ts';
import { allowEncryptedTables, allowing } from './rights.ts';

/**
 * Everything that is done for a consumer's word, and nothing else. No secret, no bus, and no use of the key but the
 * table's own: what a row has sealed stays so.
 */
export const grantRejections = (
  role: Role,
  { key, tables }: Fleet,
  { logs, queue }: { readonly logs: ILogGroup; readonly queue: IQueue },
): void => {
  const allow = allowing(role);

  allow('LookAtRows', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], tables.principals.tableArn);
  allowEncryptedTables(allow, role, key);
  allow(
    'TakeRejections',
    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    queue.queueArn,
  );
  logs.grantWrite(role);
};
