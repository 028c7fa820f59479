import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { createDeadLetterQueue } from './dead-letters.ts';

/**
 * Starts a function again and again, with no retries: the next tick is the retry, and an old one is worth nothing.
 * An invocation that could not be delivered goes to the dead-letter queue.
 */
export class RepeatedInvocation extends Construct {
  readonly deadLetters = createDeadLetterQueue(this, 'DeadLetters');

  constructor(scope: Construct, id: string, target: IFunction, every: Duration) {
    super(scope, id);

    const role = new Role(this, 'Role', {
      description: `Lets EventBridge Scheduler start ${target.node.path}.`,
      assumedBy: schedulesOf(Stack.of(this)),
    });
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] }),
    );
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }),
    );

    const schedule = new Schedule(this, 'Schedule', {
      schedule: ScheduleExpression.rate(every),
      target: new LambdaInvoke(target, {
        // The target's own grant would include every version and alias of the function.
        role: role.withoutPolicyUpdates(),
        deadLetterQueue: this.deadLetters,
        retryAttempts: 0,
        maxEventAge: Duration.seconds(60),
      }),
    });
    schedule.node.addDependency(role);
  }
}

/** Only schedules of this account's default group may take the role, not a stranger's (the confused deputy). */
const schedulesOf = (stack: Stack): ServicePrincipal =>
  new ServicePrincipal('scheduler.amazonaws.com', {
    conditions: {
      StringEquals: {
        'aws:SourceAccount': stack.account,
        'aws:SourceArn': stack.formatArn({
          service: 'scheduler',
          resource: 'schedule-group',
          resourceName: 'default',
        }),
      },
    },
  });
