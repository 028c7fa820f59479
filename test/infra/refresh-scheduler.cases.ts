import { describe, expect, test } from '@jest/globals';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ENV, OUTPUT } from '../../lambdas/contract.ts';
import { templateOf } from './synthesized.ts';

const template = templateOf();
const chosen = templateOf({
  fleet: 'north',
  secretPrefix: 'prod/tokens',
  timeout: Duration.seconds(45),
  memorySize: 1024,
  concurrency: 8,
  publishRate: 10,
  logRetention: RetentionDays.ONE_YEAR,
  reservedConcurrency: 2,
  removalPolicy: RemovalPolicy.DESTROY,
  deletionProtection: false,
  principalsTableName: 'north-principals',
  controlsTableName: 'north-controls',
  sourceMaps: true,
});

/** The logical id of the only resource of a type whose id holds the word. */
const idOf = (type: string, word: string): string => {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.includes(word));
  expect(ids).toHaveLength(1);
  return ids[0] ?? '';
};
const TABLE = 'AWS::DynamoDB::GlobalTable';
const keyArn = { 'Fn::GetAtt': [idOf('AWS::KMS::Key', 'Key'), 'Arn'] };

describe('key', () => {
  test('rotates, stays when the stack goes, and is found by the name of the fleet', () => {
    template.hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/refresh-scheduler/default',
      TargetKeyId: keyArn,
    });
  });
});

describe('tables', () => {
  test.each(['principalId', 'name'])('keeps the table by %s safe', (partitionKey) => {
    template.hasResource(TABLE, {
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            SSESpecification: { KMSMasterKeyId: keyArn },
          }),
        ],
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('lists what is due by app and time, with keys only', () => {
    template.hasResourceProperties(TABLE, {
      AttributeDefinitions: Match.arrayWith([
        { AttributeName: 'dueQueue', AttributeType: 'S' },
        { AttributeName: 'refreshAt', AttributeType: 'N' },
      ]),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: 'dueQueue', KeyType: 'HASH' },
            { AttributeName: 'refreshAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });
});

describe('function of a tick', () => {
  test('runs on the pinned runtime with the default limits', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 50,
      MemorySize: 512,
      ReservedConcurrentExecutions: Match.absent(),
    });
  });

  test('is told where everything is and how to pace itself, and no more than powertools needs besides', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.exact({
          [ENV.principalsTable]: { Ref: idOf(TABLE, 'Principals') },
          [ENV.controlsTable]: { Ref: idOf(TABLE, 'Controls') },
          [ENV.keyArn]: keyArn,
          [ENV.fleet]: 'default',
          [ENV.secretPrefix]: 'refresh-scheduler',
          [ENV.eventBus]: { Ref: idOf('AWS::Events::EventBus', 'Bus') },
          [ENV.concurrency]: '24',
          [ENV.publishRate]: '35',
          POWERTOOLS_SERVICE_NAME: 'refresh-scheduler',
          POWERTOOLS_METRICS_NAMESPACE: 'RefreshScheduler',
        }),
      },
    });
  });

  test('logs JSON to a group of its own that is kept for 30 days and outlives the stack', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: idOf('AWS::Logs::LogGroup', 'TickLogs') } },
    });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Retain',
    });
  });

  test('is never repeated by Lambda, and a failed tick is reported', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', 'Failures'), 'Arn'] } },
      },
    });
  });

  test('has its rights before Lambda checks them', () => {
    const policy = idOf('AWS::IAM::Policy', 'TickRoleDefaultPolicy');

    template.hasResource('AWS::Lambda::Function', { DependsOn: Match.arrayWith([policy]) });
    template.hasResource('AWS::Lambda::EventInvokeConfig', { DependsOn: Match.arrayWith([policy]) });
  });
});

describe('schedule', () => {
  test('starts the function every minute, without retries, and keeps what could not be delivered', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': [idOf('AWS::Lambda::Function', 'Tick'), 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', 'TickEveryDeadLetters'), 'Arn'] } },
      },
    });
  });

  test('lends its role to schedules of this account only', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': Match.anyValue(),
              },
            },
          }),
        ],
      },
    });
  });
});

describe('queues', () => {
  const queues = Object.entries(template.findResources('AWS::SQS::Queue'));
  const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));

  test('encrypt and refuse plain connections', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    expect(policies).toHaveLength(queues.length);
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sqs:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  test('keep for 14 days what could not be done', () => {
    const kept = queues.filter(([, { Properties }]) => Properties.MessageRetentionPeriod === 14 * 24 * 3600);

    expect(kept.map(([id]) => id.replace(/^RefreshScheduler|[0-9A-F]{8}$/g, ''))).toEqual([
      'TickFailures',
      'TickEveryDeadLetters',
      'CensusEveryDeadLetters',
      'RejectionsDeadLetters',
      'NoticesEveryDeadLetters',
    ]);
    expect(queues).toHaveLength(kept.length + 1);
  });

  test('take by policy nothing but what the rule of rejections brings', () => {
    const allowed = policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow');

    expect(allowed).toHaveLength(2);
    for (const statement of allowed)
      expect(statement).toMatchObject({
        Principal: { Service: 'events.amazonaws.com' },
        Condition: {
          ArnEquals: {
            'aws:SourceArn': { 'Fn::GetAtt': [idOf('AWS::Events::Rule', 'RejectionsRule'), 'Arn'] },
          },
        },
      });
  });
});

describe('outputs', () => {
  test('say what the command line needs to know', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual(Object.values(OUTPUT).sort());
    template.hasOutput('Region', { Value: { Ref: 'AWS::Region' } });
  });
});

describe('settings', () => {
  test('reach the function', () => {
    chosen.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 45,
      MemorySize: 1024,
      ReservedConcurrentExecutions: 2,
      Environment: {
        Variables: Match.objectLike({
          [ENV.fleet]: 'north',
          [ENV.secretPrefix]: 'prod/tokens',
          [ENV.concurrency]: '8',
          [ENV.publishRate]: '10',
          NODE_OPTIONS: '--enable-source-maps',
        }),
      },
    });
  });

  test('reach the alias, the outputs and the logs', () => {
    chosen.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/refresh-scheduler/north' });
    chosen.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
    chosen.hasOutput('Fleet', { Value: 'north' });
    chosen.hasOutput('SecretPrefix', { Value: 'prod/tokens' });
  });

  test('name the tables and let everything go with the stack where that was asked for', () => {
    for (const name of ['north-principals', 'north-controls'])
      chosen.hasResource(TABLE, {
        Properties: {
          TableName: name,
          Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })],
        },
        DeletionPolicy: 'Delete',
      });
    chosen.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
    chosen.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });
});
