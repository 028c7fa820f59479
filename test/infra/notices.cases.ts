import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV } from '../../lambdas/contract.ts';
import { functionIn, invocationOf, newStack, templateOf } from './synthesized.ts';

const stack = newStack();
const template = Template.fromStack(stack);
const { notices, tables } = stack.scheduler;

describe('function of notices', () => {
  test('runs on the pinned runtime with small limits', () => {
    expect(functionIn(template, 'Notices').Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 30,
      MemorySize: 256,
    });
  });

  test('is told of one table, the topics and the runbook, and not where anything else is', () => {
    expect(functionIn(template, 'Notices').Properties.Environment.Variables).toEqual({
      [ENV.controlsTable]: stack.resolve(tables.controls.tableName),
      [ENV.fleet]: 'default',
      [ENV.pageTopic]: stack.resolve(notices.page.topicArn),
      [ENV.ticketTopic]: stack.resolve(notices.ticket.topicArn),
      [ENV.runbook]: 'docs/runbook.md',
      POWERTOOLS_SERVICE_NAME: 'refresh-scheduler',
    });
  });

  test('takes runbook and source maps from the settings', () => {
    const chosen = templateOf({ runbook: 'https://wiki.example/runbook', sourceMaps: true });

    expect(functionIn(chosen, 'Notices').Properties.Environment.Variables).toMatchObject({
      [ENV.runbook]: 'https://wiki.example/runbook',
      NODE_OPTIONS: '--enable-source-maps',
    });
  });

  test('is started every minute, never repeated, and what could not be delivered is kept', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Target: {
        Arn: stack.resolve(notices.function.functionArn),
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: stack.resolve(notices.undelivered.queueArn) },
      },
    });
    expect(invocationOf(stack, template, notices.function)).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  test('logs JSON to a group of its own', () => {
    expect(functionIn(template, 'Notices').Properties.LoggingConfig).toEqual({
      LogFormat: 'JSON',
      LogGroup: stack.resolve(notices.logs.logGroupName),
    });
  });
});

describe('topics', () => {
  const policies = Object.values(template.findResources('AWS::SNS::TopicPolicy')).map(
    ({ Properties }) => Properties,
  );

  test('are two, each with a policy of its own', () => {
    template.resourceCountIs('AWS::SNS::Topic', 2);
    expect(policies.map(({ Topics }) => Topics)).toEqual([
      [stack.resolve(notices.page.topicArn)],
      [stack.resolve(notices.ticket.topicArn)],
    ]);
  });

  test('refuse plain connections', () => {
    for (const { PolicyDocument } of policies)
      expect(PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
  });

  test("are open by policy to this account's alarms and to nobody else", () => {
    for (const { PolicyDocument, Topics } of policies) {
      const allowed = PolicyDocument.Statement.filter((one: { Effect: string }) => one.Effect === 'Allow');
      expect(allowed).toEqual([
        {
          Sid: 'AlarmsOfThisAccount',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: Topics[0],
          Condition: {
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnLike: {
              'aws:SourceArn': stack.resolve(
                `arn:${stack.partition}:cloudwatch:${stack.region}:${stack.account}:alarm:*`,
              ),
            },
          },
        },
      ]);
    }
  });

  test('use no key, least of all that of the fleet, which CloudWatch would need a right to', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::SNS::Topic')))
      expect(Properties).not.toHaveProperty('KmsMasterKeyId');
  });

  test('reach the addresses of the settings, and nobody by default', () => {
    const chosen = newStack({
      pageTo: ['night@example.org'],
      ticketTo: ['day@example.org', 'b@example.org'],
    });

    const subscriptions = Object.values(
      Template.fromStack(chosen).findResources('AWS::SNS::Subscription'),
    ).map(({ Properties }) => Properties);

    const { page, ticket } = chosen.scheduler.notices;
    const mail = (topic: typeof page, Endpoint: string) => ({
      Protocol: 'email',
      Endpoint,
      TopicArn: chosen.resolve(topic.topicArn),
    });
    expect(subscriptions).toEqual([
      mail(page, 'night@example.org'),
      mail(ticket, 'day@example.org'),
      mail(ticket, 'b@example.org'),
    ]);
    template.resourceCountIs('AWS::SNS::Subscription', 0);
  });
});
