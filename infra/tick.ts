import { Duration } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, TICK_EVERY_SECONDS } from '../lambdas/contract.ts';
import { METRICS_NAMESPACE } from '../lambdas/metrics.ts';
import { createDeadLetterQueue } from './dead-letters.ts';
import { createLogs, createRole, type Fleet, functionOf } from './fleet-function.ts';
import { RepeatedInvocation } from './schedule.ts';
import { grantTick } from './tick-rights.ts';

/** The function that refreshes what is due, and the schedule that starts it. */
export class Tick extends Construct {
  readonly function: LambdaFunction;
  readonly logs: LogGroup;
  /** Ticks that ended in an error or came too late, with what Lambda knows about them. */
  readonly failures: Queue;
  /** Ticks that Scheduler could not deliver. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, fleet: Fleet) {
    super(scope, id);
    const { settings } = fleet;

    this.failures = createDeadLetterQueue(this, 'Failures');
    this.logs = createLogs(this, settings);
    const role = createRole(this, 'What a tick of the refresh scheduler may do.');
    grantTick(role, fleet, { logs: this.logs, failures: this.failures });

    const common = functionOf(this, 'refresh', { fleet, role, logs: this.logs });
    this.function = new LambdaFunction(this, 'Function', {
      ...common,
      description: 'Refreshes the access tokens that are due and publishes them.',
      timeout: settings.timeout,
      memorySize: settings.memorySize,
      environment: {
        ...common.environment,
        [ENV.concurrency]: String(settings.concurrency),
        [ENV.publishRate]: String(settings.publishRate),
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      },
      // Its event says nothing but the time, so it may be written down.
      onFailure: new SqsDestination(this.failures),
      ...(settings.reservedConcurrency && { reservedConcurrentExecutions: settings.reservedConcurrency }),
    });
    // Lambda checks, when it is told of the failure queue, that the role may write to it.
    this.function.node.addDependency(role);

    // No setting: the margin of every token counts on this period (`leastMargin` in lambdas/core/tempo.ts).
    const every = Duration.seconds(TICK_EVERY_SECONDS);
    const schedule = new RepeatedInvocation(this, 'Every', this.function, every);
    this.undelivered = schedule.deadLetters;
  }
}
