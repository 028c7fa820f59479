import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_FROM_CONSUMER } from '../lambdas/contract.ts';
import { createDeadLetterQueue } from './dead-letters.ts';
import { createLogs, createRole, type Fleet, functionOf } from './fleet-function.ts';
import { grantRejections } from './rejection-rights.ts';

/** Of one look at up to a thousand rows. */
const TIMEOUT = Duration.seconds(30);
const TRIES = 3;

/**
 * Hears from consumers which tokens a provider refuses, and brings their refresh forward.
 *
 * A function of its own, since whoever may put events can make it run: it may look at rows and move their time, while
 * `operate` may enrol, remove and read apps. A queue before it, since a fleet whose tokens are revoked tells of it all at
 * once: thousands of invocations would take the account's executions from the tick that is to mend it. Gathered, they are
 * one invocation, and one write a token.
 */
export class Rejections extends Construct {
  readonly function: LambdaFunction;
  readonly logs: LogGroup;
  readonly queue: Queue;
  /** What could not be brought to the queue, or was tried three times in vain. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, fleet: Fleet) {
    super(scope, id);

    this.deadLetters = createDeadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // As AWS recommends: six times as long as the function may take.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: TRIES },
    });
    new Rule(this, 'Rule', {
      description: `Tokens that consumers of the fleet ${fleet.settings.fleet} were refused with.`,
      eventBus: fleet.bus,
      eventPattern: {
        source: [EVENT_FROM_CONSUMER.source],
        detailType: [EVENT_FROM_CONSUMER.tokenRejected],
      },
      targets: [
        new SqsQueue(this.queue, {
          message: RuleTargetInput.fromEventPath('$.detail'),
          deadLetterQueue: this.deadLetters,
          // Later the refresh that was due anyway has come.
          maxEventAge: Duration.hours(1),
        }),
      ],
    });

    this.logs = createLogs(this, fleet.settings);
    const role = createRole(this, 'What the refresh scheduler may do for a consumer that was refused.');
    grantRejections(role, fleet, { logs: this.logs, queue: this.queue });

    this.function = new LambdaFunction(this, 'Function', {
      ...functionOf(this, 'reject', { fleet, role, logs: this.logs }),
      description: 'Brings forward the refresh of tokens that consumers were refused with.',
      timeout: TIMEOUT,
      memorySize: 256,
    });
    // Lambda checks, when it is told of the queue, that the role may read from it.
    this.function.node.addDependency(role);
    this.function.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 1_000,
        maxBatchingWindow: Duration.seconds(5),
        // The fewest that there can be.
        maxConcurrency: 2,
        reportBatchItemFailures: true,
      }),
    );
  }
}
