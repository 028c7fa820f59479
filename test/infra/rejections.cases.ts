import { describe, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { newStack } from './synthesized.ts';

const stack = newStack();
const template = Template.fromStack(stack);
const { rejections, bus } = stack.scheduler;

const arnOf = (queue: typeof rejections.queue) => stack.resolve(queue.queueArn);

describe('what consumers tell', () => {
  test('reaches the queue from the bus of the fleet, and of it the detail alone', () => {
    template.resourceCountIs('AWS::Events::Rule', 1);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: stack.resolve(bus.eventBusName),
      EventPattern: { source: ['refresh-scheduler.consumer'], 'detail-type': ['Token Rejected'] },
      State: 'ENABLED',
      Targets: [
        {
          Arn: arnOf(rejections.queue),
          InputPath: '$.detail',
          DeadLetterConfig: { Arn: arnOf(rejections.deadLetters) },
          RetryPolicy: { MaximumEventAgeInSeconds: 3_600 },
        },
      ],
    });
  });

  test('is gathered for five seconds, up to a thousand, for two invocations at most', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: arnOf(rejections.queue),
      FunctionName: stack.resolve(rejections.function.functionName),
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 5,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('is tried three times, each after the last has surely ended, then put aside', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 180,
      RedrivePolicy: { deadLetterTargetArn: arnOf(rejections.deadLetters), maxReceiveCount: 3 },
    });
  });
});

describe('function of rejections', () => {
  test('runs on the pinned runtime with limits of its own', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('refused'),
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 30,
      MemorySize: 256,
    });
  });

  test('logs JSON to a group of its own', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'JSON', LogGroup: stack.resolve(rejections.logs.logGroupName) },
    });
  });

  test('has its rights before Lambda checks them', () => {
    template.hasResource('AWS::Lambda::Function', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^RefreshSchedulerRejectionsRoleDefaultPolicy')]),
    });
  });
});
