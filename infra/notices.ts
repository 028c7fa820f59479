import { Duration } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, NOTICES_EVERY_SECONDS } from '../lambdas/contract.ts';
import { createLogs, createRole, type Fleet, functionOf, runtimeEnvironment } from './fleet-function.ts';
import { createTopics, type Topics } from './monitoring/topics.ts';
import { grantNotices } from './notice-rights.ts';
import { RepeatedInvocation } from './schedule.ts';

/**
 * Tells people what they must do, cause by cause, and when it is over.
 *
 * A function of its own, since it goes on while ticks fail, and since nothing that can refresh or publish a token should be
 * able to write to people.
 */
export class Notices extends Construct implements Topics {
  /** For what cannot wait. */
  readonly page: Topic;
  /** For what can wait until the morning. */
  readonly ticket: Topic;
  readonly function: LambdaFunction;
  readonly logs: LogGroup;
  /** Invocations that Scheduler could not deliver. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, fleet: Fleet) {
    super(scope, id);
    const { settings, tables } = fleet;

    const topics = createTopics(this, settings);
    this.page = topics.page;
    this.ticket = topics.ticket;
    this.logs = createLogs(this, settings);
    const role = createRole(this, 'What the refresh scheduler may do to tell people.');
    grantNotices(role, fleet, { logs: this.logs, topics });

    this.function = new LambdaFunction(this, 'Function', {
      ...functionOf(this, 'notify', { fleet, role, logs: this.logs }),
      description: 'Tells people what they must do, and when it is over.',
      timeout: Duration.seconds(30),
      memorySize: 256,
      // Not where the principals, the key and the secrets are: it has no right to them.
      environment: {
        [ENV.controlsTable]: tables.controls.tableName,
        [ENV.fleet]: settings.fleet,
        [ENV.pageTopic]: topics.page.topicArn,
        [ENV.ticketTopic]: topics.ticket.topicArn,
        [ENV.runbook]: settings.runbook,
        ...runtimeEnvironment(settings),
      },
    });

    const every = Duration.seconds(NOTICES_EVERY_SECONDS);
    const schedule = new RepeatedInvocation(this, 'Every', this.function, every);
    this.undelivered = schedule.deadLetters;
  }
}
