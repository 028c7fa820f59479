import { Duration } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { CENSUS_EVERY_MINUTES, CENSUS_TIMEOUT_SECONDS } from '../lambdas/contract.ts';
import { METRICS_NAMESPACE } from '../lambdas/metrics.ts';
import { grantCensus } from './census-rights.ts';
import { createLogs, createRole, type Fleet, functionOf } from './fleet-function.ts';
import { RepeatedInvocation } from './schedule.ts';

/** The function that counts the whole fleet and mends its table, and the schedule that starts it. */
export class Census extends Construct {
  readonly function: LambdaFunction;
  readonly logs: LogGroup;
  /** Censuses that Scheduler could not deliver. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, fleet: Fleet) {
    super(scope, id);

    this.logs = createLogs(this, fleet.settings);
    const role = createRole(this, 'What a census of the refresh scheduler may do.');
    grantCensus(role, fleet, { logs: this.logs });

    const common = functionOf(this, 'census', { fleet, role, logs: this.logs });
    this.function = new LambdaFunction(this, 'Function', {
      ...common,
      description: 'Counts the fleet, mends its table and names what it cannot mend.',
      timeout: Duration.seconds(CENSUS_TIMEOUT_SECONDS),
      memorySize: 512,
      environment: { ...common.environment, POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE },
      // No destination for failures: the next census goes on where this one broke off, and the log names the error.
    });

    const every = Duration.minutes(CENSUS_EVERY_MINUTES);
    const schedule = new RepeatedInvocation(this, 'Every', this.function, every);
    this.undelivered = schedule.deadLetters;
  }
}
