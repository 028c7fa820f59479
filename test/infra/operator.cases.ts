import { describe, expect, test } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ENV } from '../../lambdas/contract.ts';
import { functionIn, invocationOf, newStack } from './synthesized.ts';

const stack = newStack();
const template = Template.fromStack(stack);
const { operator, tables, key, bus } = stack.scheduler;

describe('function for operators', () => {
  test('runs on the pinned runtime, long enough for a provider to answer', () => {
    expect(functionIn(template, 'Operator').Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 60,
      MemorySize: 512,
    });
  });

  test('is told where everything is, and nothing about the pace of ticks', () => {
    expect(functionIn(template, 'Operator').Properties.Environment.Variables).toEqual({
      [ENV.principalsTable]: stack.resolve(tables.principals.tableName),
      [ENV.controlsTable]: stack.resolve(tables.controls.tableName),
      [ENV.keyArn]: stack.resolve(key.keyArn),
      [ENV.fleet]: 'default',
      [ENV.secretPrefix]: 'refresh-scheduler',
      [ENV.eventBus]: stack.resolve(bus.eventBusName),
      POWERTOOLS_SERVICE_NAME: 'refresh-scheduler',
    });
  });

  test('logs JSON to a group of its own, kept as long as the settings say', () => {
    const chosen = newStack({ logRetention: RetentionDays.ONE_YEAR });
    const logGroup = stack.resolve(operator.logs.logGroupName);

    expect(functionIn(template, 'Operator').Properties.LoggingConfig).toEqual({
      LogFormat: 'JSON',
      LogGroup: logGroup,
    });
    expect(template.toJSON().Resources[logGroup.Ref]).toMatchObject({
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Retain',
    });
    Template.fromStack(chosen).allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('has its rights before anybody can call it', () => {
    expect(functionIn(template, 'Operator').DependsOn).toContainEqual(
      expect.stringMatching(/^RefreshSchedulerOperatorRoleDefaultPolicy/),
    );
  });

  test('keeps no event for later: none is repeated, old ones are dropped, none goes to a queue', () => {
    expect(invocationOf(stack, template, operator.function)).toEqual({
      FunctionName: stack.resolve(operator.function.functionName),
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
    expect(functionIn(template, 'Operator').Properties).not.toHaveProperty('DeadLetterConfig');
  });

  test('runs when it is called and never by itself', () => {
    const arn = stack.resolve(operator.function.functionArn);

    const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule'));

    expect(schedules.map(({ Properties }) => Properties.Target.Arn)).not.toContainEqual(arn);
    const name = stack.resolve(operator.function.functionName);
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    expect(mappings.map(({ Properties }) => Properties.FunctionName)).not.toContainEqual(name);
    const rules = Object.values(template.findResources('AWS::Events::Rule'));
    const targets: { Arn: unknown }[] = rules.flatMap(({ Properties }) => Properties.Targets);
    expect(targets.map(({ Arn }) => Arn)).not.toContainEqual(arn);
    template.resourceCountIs('AWS::Lambda::Url', 0);
  });

  test('takes what is common from the settings, and leaves to ticks what is meant for ticks', () => {
    const settings = {
      sourceMaps: true,
      timeout: Duration.seconds(45),
      memorySize: 1024,
      reservedConcurrency: 2,
    };

    const properties = functionIn(Template.fromStack(newStack(settings)), 'Operator').Properties;

    expect(properties.Environment.Variables.NODE_OPTIONS).toBe('--enable-source-maps');
    expect(properties).toMatchObject({ Timeout: 60, MemorySize: 512 });
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });
});

describe('grantOperate', () => {
  test('lets somebody invoke exactly this function', () => {
    const granting = newStack();
    const caller = new Role(granting, 'Caller', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    });

    const { operator } = granting.scheduler;
    operator.grantOperate(caller).assertSuccess();

    const synthesized = Template.fromStack(granting);
    synthesized.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [granting.resolve(caller.roleName)],
      PolicyDocument: {
        Statement: Match.exact([
          {
            Effect: 'Allow',
            Action: 'lambda:InvokeFunction',
            Resource: granting.resolve(operator.function.functionArn),
          },
        ]),
      },
    });
    synthesized.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  test('says so where nobody is there to be given the right', () => {
    const { operator } = newStack().scheduler;

    const grant = operator.grantOperate(new AccountPrincipal('111122223333'));

    expect(() => grant.assertSuccess()).toThrow(/could not be added/i);
  });
});
