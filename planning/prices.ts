/**
 * AWS's list prices in US dollars, without discounts and free tiers. Those of Secrets Manager, KMS, metrics, alarms,
 * dashboards and Lambda are the same in every Region here.
 *
 * @see https://aws.amazon.com/secrets-manager/pricing/
 * @see https://aws.amazon.com/kms/pricing/
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 * @see https://aws.amazon.com/lambda/pricing/
 * @see https://aws.amazon.com/cloudwatch/pricing/
 * @see https://aws.amazon.com/eventbridge/pricing/
 */

/** When they were looked up. */
export const PRICES_OF = '2026-11';

const THOUSAND = 1_000;
const MILLION = 1_000_000;

export interface Prices {
  readonly secretAMonth: number;
  readonly secretCall: number;
  readonly keyAMonth: number;
  readonly kmsRequest: number;
  readonly writeUnit: number;
  readonly readUnit: number;
  /** Of a table with its point-in-time recovery, a month. */
  readonly tableGigabyte: number;
  readonly gigabyteSecond: number;
  readonly invocation: number;
  /** Of logs, taken in. */
  readonly logGigabyte: number;
  /** Of logs, kept for a month. */
  readonly logGigabyteKept: number;
  readonly metricAMonth: number;
  readonly alarmAMonth: number;
  readonly dashboardAMonth: number;
  readonly insightRuleAMonth: number;
  readonly scheduled: number;
  readonly queueRequest: number;
  readonly mail: number;
  /** To the internet. */
  readonly gigabyteOut: number;
}

const US_EAST_1: Prices = {
  secretAMonth: 0.4,
  secretCall: 0.05 / (10 * THOUSAND),
  keyAMonth: 1,
  kmsRequest: 0.03 / (10 * THOUSAND),
  writeUnit: 0.625 / MILLION,
  readUnit: 0.125 / MILLION,
  tableGigabyte: 0.25 + 0.2,
  // On arm64.
  gigabyteSecond: 0.0000133334,
  invocation: 0.2 / MILLION,
  logGigabyte: 0.5,
  logGigabyteKept: 0.03,
  metricAMonth: 0.3,
  alarmAMonth: 0.1,
  dashboardAMonth: 3,
  insightRuleAMonth: 0.5,
  scheduled: 1 / MILLION,
  queueRequest: 0.4 / MILLION,
  mail: 2 / (100 * THOUSAND),
  gigabyteOut: 0.09,
};

const BY_REGION: Readonly<Record<string, Prices>> = {
  'us-east-1': US_EAST_1,
  'us-east-2': US_EAST_1,
  'us-west-2': US_EAST_1,
  'eu-west-1': {
    ...US_EAST_1,
    writeUnit: 0.705 / MILLION,
    readUnit: 0.1415 / MILLION,
    tableGigabyte: 0.283 + 0.22,
    logGigabyte: 0.57,
  },
  'eu-central-1': {
    ...US_EAST_1,
    writeUnit: 0.7625 / MILLION,
    readUnit: 0.1525 / MILLION,
    tableGigabyte: 0.306 + 0.2448,
    logGigabyte: 0.63,
    logGigabyteKept: 0.0324,
    scheduled: 1.15 / MILLION,
  },
  'ap-northeast-1': {
    ...US_EAST_1,
    writeUnit: 0.715 / MILLION,
    readUnit: 0.1425 / MILLION,
    // Of backup, schedules and traffic here no page was at hand: cents a month.
    tableGigabyte: 0.285 + 0.228,
    logGigabyte: 0.76,
    logGigabyteKept: 0.033,
    scheduled: 1.25 / MILLION,
    gigabyteOut: 0.114,
  },
};

export const PRICED_REGIONS: readonly string[] = Object.keys(BY_REGION);

/** Whose prices are shown for a Region that is not listed here. */
const OTHERWISE = 'us-east-1';

export interface PricesOfRegion {
  readonly prices: Prices;
  /** The Region that they are of. */
  readonly region: string;
}

export const pricesOf = (region: string): PricesOfRegion => {
  const prices = BY_REGION[region];
  return prices ? { prices, region } : { prices: US_EAST_1, region: OTHERWISE };
};
