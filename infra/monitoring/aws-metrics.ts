import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { DUE_INDEX } from '../../lambdas/contract.ts';
import { ONE_HOUR, ONE_MINUTE, type Shown } from './metrics.ts';
import type { Watched } from './watched.ts';

/*
 * What AWS itself measures of the fleet's functions, queues and tables.
 */

/** Invocations that ended in an error or ran out of time. */
export const errorsOf = (target: LambdaFunction, { period = ONE_MINUTE, ...shown }: Shown = {}): Metric =>
  target.metricErrors({ statistic: 'Sum', period, ...shown });

/** Milliseconds that its invocations took in an hour, all together. */
export const durationOf = (target: LambdaFunction): Metric =>
  target.metricDuration({ statistic: 'Sum', period: ONE_HOUR });

/** SQS measures every five minutes where nobody receives. */
export const waitingIn = (queue: Queue, shown: Omit<Shown, 'period'> = {}): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({
    statistic: 'Maximum',
    period: Duration.minutes(5),
    ...shown,
  });

/** Units in an hour: of the table, or of the index of what is due. */
export const consumedBy = (
  table: TableV2,
  what: 'Read' | 'Write',
  where: 'table' | 'index',
  shown: Omit<Shown, 'period'>,
): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName: `Consumed${what}CapacityUnits`,
    dimensionsMap: {
      TableName: table.tableName,
      ...(where === 'index' && { GlobalSecondaryIndexName: DUE_INDEX }),
    },
    statistic: 'Sum',
    period: ONE_HOUR,
    ...shown,
  });

/** Where what could not be done lies until somebody looks, by what that was. */
export const deadLettersOf = ({ tick, census, rejections, notices }: Watched) =>
  [
    { id: 'failed-ticks', title: 'failed ticks', queue: tick.failures },
    { id: 'undelivered-ticks', title: 'undelivered ticks', queue: tick.undelivered },
    { id: 'undelivered-censuses', title: 'undelivered censuses', queue: census.undelivered },
    { id: 'undelivered-notices', title: 'undelivered notices', queue: notices.undelivered },
    { id: 'rejections', title: 'rejections', queue: rejections.deadLetters },
  ] as const;
