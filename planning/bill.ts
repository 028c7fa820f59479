import type { Fleet } from './fleet.ts';
import { ALARMS, DASHBOARDS, INSIGHT_RULES, metricSets } from './inventory.ts';
import { PRICES_OF, pricesOf } from './prices.ts';
import { usageOf } from './usage.ts';

/** One line of a month's bill. */
export interface Line {
  readonly id: string;
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  /** Of one, in dollars. */
  readonly price: number;
  readonly dollars: number;
}

/** By AWS's list prices, in dollars. */
export interface Bill {
  /** In the order of what they are for. */
  readonly lines: readonly Line[];
  readonly total: number;
  readonly perPrincipal: number;
  /** Whose prices these are: not the fleet's where its Region is none that is listed. */
  readonly region: string;
  readonly pricesOf: string;
}

export const billOf = (fleet: Fleet): Bill => {
  const { prices, region } = pricesOf(fleet.region);
  const usage = usageOf(fleet);
  const lines = [
    line('secrets', 'secrets', usage.secrets, 'secrets', prices.secretAMonth),
    line('calls', 'Secrets Manager: the scheduler’s calls', usage.calls, 'calls', prices.secretCall),
    line('reads', 'Secrets Manager: what consumers read', usage.reads, 'calls', prices.secretCall),
    line('key', 'KMS: the key', usage.keys, 'key', prices.keyAMonth),
    line('kms', 'KMS: for the scheduler', usage.kmsRequests, 'requests', prices.kmsRequest),
    line('kms-reads', 'KMS: for what consumers read', usage.reads, 'requests', prices.kmsRequest),
    line('writes', 'DynamoDB: writes', usage.writeUnits, 'units', prices.writeUnit),
    line('table-reads', 'DynamoDB: reads', usage.readUnits, 'units', prices.readUnit),
    line('storage', 'DynamoDB: storage and backup', usage.tableGigabytes, 'GB', prices.tableGigabyte),
    line('lambda', 'Lambda: time', usage.gigabyteSeconds, 'GB-seconds', prices.gigabyteSecond),
    line('invocations', 'Lambda: invocations', usage.invocations, 'invocations', prices.invocation),
    line('logs', 'logs', usage.logGigabytes, 'GB', prices.logGigabyte + prices.logGigabyteKept),
    line('metrics', 'CloudWatch: metrics', metricSets(), 'metrics', prices.metricAMonth),
    line('alarms', 'CloudWatch: alarms', ALARMS, 'alarms', prices.alarmAMonth),
    line('dashboard', 'CloudWatch: dashboard', DASHBOARDS, 'dashboard', prices.dashboardAMonth),
    line('insights', 'CloudWatch: worst principals', INSIGHT_RULES, 'rule', prices.insightRuleAMonth),
    line('schedules', 'schedules', usage.scheduled, 'invocations', prices.scheduled),
    line('queue', 'the queue of rejected tokens', usage.queueRequests, 'requests', prices.queueRequest),
    line('mails', 'notices by mail', usage.mails, 'mails', prices.mail),
    line('out', 'requests to providers', usage.gigabytesOut, 'GB out', prices.gigabyteOut),
  ];
  const total = lines.reduce((sum, { dollars }) => sum + dollars, 0);
  return { lines, total, perPrincipal: total / fleet.principals, region, pricesOf: PRICES_OF };
};

const line = (id: string, what: string, quantity: number, unit: string, price: number): Line => ({
  id,
  what,
  quantity,
  unit,
  price,
  dollars: quantity * price,
});
