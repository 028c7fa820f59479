import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV } from '../../lambdas/contract.ts';
import { functionIn, invocationOf, newStack } from './synthesized.ts';

const stack = newStack();
const template = Template.fromStack(stack);
const { census, tables, key, bus } = stack.scheduler;

describe('function of a census', () => {
  test('runs on the pinned runtime, long enough for a large table', () => {
    expect(functionIn(template, 'Census').Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 300,
      MemorySize: 512,
    });
  });

  test('is told where everything is, and where its gauges go', () => {
    expect(functionIn(template, 'Census').Properties.Environment.Variables).toEqual({
      [ENV.principalsTable]: stack.resolve(tables.principals.tableName),
      [ENV.controlsTable]: stack.resolve(tables.controls.tableName),
      [ENV.keyArn]: stack.resolve(key.keyArn),
      [ENV.fleet]: 'default',
      [ENV.secretPrefix]: 'refresh-scheduler',
      [ENV.eventBus]: stack.resolve(bus.eventBusName),
      POWERTOOLS_SERVICE_NAME: 'refresh-scheduler',
      POWERTOOLS_METRICS_NAMESPACE: 'RefreshScheduler',
    });
  });

  test('logs JSON to a group of its own', () => {
    expect(functionIn(template, 'Census').Properties.LoggingConfig).toEqual({
      LogFormat: 'JSON',
      LogGroup: stack.resolve(census.logs.logGroupName),
    });
  });

  test('is never repeated by Lambda, and has its rights before it runs', () => {
    expect(invocationOf(stack, template, census.function)).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
    expect(functionIn(template, 'Census').DependsOn).toContainEqual(
      expect.stringMatching(/^RefreshSchedulerCensusRoleDefaultPolicy/),
    );
  });

  test('is started every quarter of an hour, and what could not be delivered is kept', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(15 minutes)',
      State: 'ENABLED',
      Target: {
        Arn: stack.resolve(census.function.functionArn),
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: stack.resolve(census.undelivered.queueArn) },
      },
    });
  });
});
