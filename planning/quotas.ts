/**
 * AWS's default quotas that a fleet comes near, each with the page that says so. Of one account in one Region, unless its
 * name says otherwise.
 */

/** When they were looked up. */
export const QUOTAS_OF = '2026-11';

export interface Quota {
  readonly value: number;
  readonly unit: string;
  /** AWS raises it when asked. */
  readonly adjustable: boolean;
  readonly source: string;
}

const SECRETS = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html';
const DYNAMO = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';
const PARTITIONS =
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html';
const KMS = 'https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const EVENTS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html';
const CLOUDWATCH = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html';

const fixed = { adjustable: false } as const;
const raised = { adjustable: true } as const;

export const QUOTAS = {
  /** PutSecretValue, UpdateSecret, UpdateSecretVersionStage and replication together. */
  secretWrites: { value: 50, unit: 'a second', ...fixed, source: SECRETS },
  /** GetSecretValue and DescribeSecret together. */
  secretReads: { value: 10_000, unit: 'a second', ...fixed, source: SECRETS },
  secrets: { value: 500_000, unit: 'secrets', ...fixed, source: SECRETS },
  /** Of one secret. None that is younger than a day is purged. */
  versions: { value: 100, unit: 'versions', ...fixed, source: SECRETS },
  /** Of one table on demand. */
  tableWrites: { value: 40_000, unit: 'units a second', ...raised, source: DYNAMO },
  tableReads: { value: 40_000, unit: 'units a second', ...raised, source: DYNAMO },
  /** Of one partition key, in an index as in a table. */
  partitionWrites: { value: 1_000, unit: 'units a second', ...fixed, source: PARTITIONS },
  /** New accounts may begin with as few as 10. */
  executions: { value: 1_000, unit: 'at once', ...raised, source: LAMBDA },
  /** Of PutEvents, in the Regions that have the lowest; 10,000 in us-east-1. */
  events: { value: 400, unit: 'a second', ...raised, source: EVENTS },
  alarms: { value: 5_000, unit: 'alarms', ...raised, source: CLOUDWATCH },
} as const satisfies Record<string, Quota>;

const LARGEST = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);
const LARGE = new Set([
  'us-east-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'eu-central-1',
  'eu-west-2',
]);

/** Cryptographic requests with symmetric keys, all of them together. */
export const kmsRequests = (region: string | undefined): Quota => {
  const value = LARGEST.has(region ?? '') ? 100_000 : LARGE.has(region ?? '') ? 20_000 : 10_000;
  return { value, unit: 'a second', ...raised, source: KMS };
};
