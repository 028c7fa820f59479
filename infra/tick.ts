import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, METRICS_NAMESPACE, TICK_EVERY_SECONDS } from '../lambdas/contract.ts';
import { createDeadLetterQueue } from './dead-letters.ts';
import { functionCode, HANDLER } from './functions.ts';
import { RepeatedInvocation } from './schedule.ts';
import type { Settings } from './settings.ts';
import type { Tables } from './tables.ts';
import { grantTick } from './tick-rights.ts';

export interface TickProps {
  readonly settings: Settings;
  readonly key: IKey;
  readonly tables: Tables;
  readonly bus: EventBus;
}

/** The function that refreshes what is due, and the schedule that starts it. */
export class Tick extends Construct {
  readonly function: LambdaFunction;
  readonly logs: LogGroup;
  /** Ticks that ended in an error or came too late, with what Lambda knows about them. */
  readonly failures: Queue;
  /** Ticks that Scheduler could not deliver. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { settings, key, tables, bus }: TickProps) {
    super(scope, id);

    this.failures = createDeadLetterQueue(this, 'Failures');
    this.logs = new LogGroup(this, 'Logs', {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });

    const role = new Role(this, 'Role', {
      description: 'What a tick of the refresh scheduler may do.',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    grantTick(role, settings, { tables, key, bus, logs: this.logs, failures: this.failures });

    this.function = new LambdaFunction(this, 'Function', {
      description: 'Refreshes the access tokens that are due and publishes them.',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: functionCode(this, 'refresh', { sourceMaps: settings.sourceMaps }),
      handler: HANDLER,
      // grantTick is the whole list: nothing that is attached to the function may widen it.
      role: role.withoutPolicyUpdates(),
      timeout: settings.timeout,
      memorySize: settings.memorySize,
      logGroup: this.logs,
      loggingFormat: LoggingFormat.JSON,
      environment: environmentOf(settings, key, tables, bus),
      // A tick that failed is not repeated: the next one is under a minute away.
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
      onFailure: new SqsDestination(this.failures),
      ...(settings.reservedConcurrency && { reservedConcurrentExecutions: settings.reservedConcurrency }),
    });
    // Lambda checks, when it is told of the failure queue, that the role may write to it.
    this.function.node.addDependency(role);

    // No setting: the margin of every token counts on this period (LEAST_MARGIN in lambdas/core/schedule.ts).
    const every = Duration.seconds(TICK_EVERY_SECONDS);
    const schedule = new RepeatedInvocation(this, 'Every', this.function, every);
    this.undelivered = schedule.deadLetters;
  }
}

const environmentOf = (settings: Settings, key: IKey, tables: Tables, bus: EventBus) => ({
  [ENV.principalsTable]: tables.principals.tableName,
  [ENV.controlsTable]: tables.controls.tableName,
  [ENV.keyArn]: key.keyArn,
  [ENV.fleet]: settings.fleet,
  [ENV.secretPrefix]: settings.secretPrefix,
  [ENV.eventBus]: bus.eventBusName,
  [ENV.concurrency]: String(settings.concurrency),
  [ENV.publishRate]: String(settings.publishRate),
  POWERTOOLS_SERVICE_NAME: 'refresh-scheduler',
  POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
  ...(settings.sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }),
});
