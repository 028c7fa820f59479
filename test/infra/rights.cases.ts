import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { sourceFilesIn, withoutComments } from '../support/source-files.ts';
import { rightsOf } from './policies.ts';
import { newStack, templateOf } from './synthesized.ts';

const template = templateOf({ fleet: 'north', secretPrefix: 'prod/rs' });

const SECRETS = 'arn:{AWS::Partition}:secretsmanager:{AWS::Region}:{AWS::AccountId}:secret';
const APPS = `${SECRETS}:prod/rs/apps/*`;
const TOKENS = `${SECRETS}:prod/rs/tokens/*/*`;
const SEALING = 'StringEquals kms:EncryptionContext:fleet north';
const THROUGH_DYNAMODB = 'StringEquals kms:ViaService dynamodb.{AWS::Region}.amazonaws.com';
const THROUGH_SECRETS = 'StringEquals kms:ViaService secretsmanager.{AWS::Region}.amazonaws.com';

/** Add a line here only together with the reason why a tick cannot do without it. */
const TICK: readonly (readonly [action: string, resource: string, condition?: string])[] = [
  ['dynamodb:GetItem', 'Principals.Arn'],
  ['dynamodb:UpdateItem', 'Principals.Arn'],
  ['dynamodb:Query', 'Principals.Arn/index/due'],
  ['dynamodb:GetItem', 'Controls.Arn'],
  ['dynamodb:UpdateItem', 'Controls.Arn'],
  ['dynamodb:Scan', 'Controls.Arn'],
  ['kms:GenerateDataKey', 'Key.Arn', SEALING],
  ['kms:Decrypt', 'Key.Arn', SEALING],
  ['kms:Decrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:Encrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:GenerateDataKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:DescribeKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:GenerateDataKey', 'Key.Arn', THROUGH_SECRETS],
  ['kms:Decrypt', 'Key.Arn', THROUGH_SECRETS],
  ['secretsmanager:GetSecretValue', APPS],
  ['secretsmanager:CreateSecret', TOKENS],
  ['secretsmanager:PutSecretValue', TOKENS],
  ['secretsmanager:UpdateSecretVersionStage', TOKENS],
  ['secretsmanager:DescribeSecret', TOKENS],
  ['secretsmanager:RestoreSecret', TOKENS],
  ['secretsmanager:TagResource', TOKENS],
  ['sqs:SendMessage', 'TickFailures.Arn'],
  ['events:PutEvents', 'Bus.Arn'],
  ['logs:CreateLogStream', 'TickLogs.Arn'],
  ['logs:PutLogEvents', 'TickLogs.Arn'],
];

/** Add a line here only together with what an operator asks for that cannot be done without it. */
const OPERATOR: typeof TICK = [
  ['dynamodb:GetItem', 'Principals.Arn'],
  ['dynamodb:UpdateItem', 'Principals.Arn'],
  ['dynamodb:DeleteItem', 'Principals.Arn'],
  ['dynamodb:Scan', 'Principals.Arn'],
  ['dynamodb:GetItem', 'Controls.Arn'],
  ['dynamodb:UpdateItem', 'Controls.Arn'],
  ['dynamodb:Scan', 'Controls.Arn'],
  ['kms:GenerateDataKey', 'Key.Arn', SEALING],
  ['kms:Decrypt', 'Key.Arn', SEALING],
  ['kms:Decrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:Encrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:GenerateDataKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:DescribeKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:GenerateDataKey', 'Key.Arn', THROUGH_SECRETS],
  ['kms:Decrypt', 'Key.Arn', THROUGH_SECRETS],
  ['secretsmanager:CreateSecret', APPS],
  ['secretsmanager:PutSecretValue', APPS],
  ['secretsmanager:GetSecretValue', APPS],
  ['secretsmanager:RestoreSecret', APPS],
  ['secretsmanager:TagResource', APPS],
  ['secretsmanager:CreateSecret', TOKENS],
  ['secretsmanager:PutSecretValue', TOKENS],
  ['secretsmanager:UpdateSecretVersionStage', TOKENS],
  ['secretsmanager:DescribeSecret', TOKENS],
  ['secretsmanager:RestoreSecret', TOKENS],
  ['secretsmanager:TagResource', TOKENS],
  ['secretsmanager:GetSecretValue', TOKENS],
  ['secretsmanager:DeleteSecret', TOKENS],
  ['events:PutEvents', 'Bus.Arn'],
  ['logs:CreateLogStream', 'OperatorLogs.Arn'],
  ['logs:PutLogEvents', 'OperatorLogs.Arn'],
];

/** Add a line here only together with what a census finds or mends by it. It reads and writes no token. */
const CENSUS: typeof TICK = [
  ['dynamodb:Scan', 'Principals.Arn'],
  ['dynamodb:BatchGetItem', 'Principals.Arn'],
  ['dynamodb:GetItem', 'Principals.Arn'],
  ['dynamodb:UpdateItem', 'Principals.Arn'],
  ['dynamodb:Scan', 'Controls.Arn'],
  ['dynamodb:GetItem', 'Controls.Arn'],
  ['dynamodb:UpdateItem', 'Controls.Arn'],
  ['kms:Decrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:Encrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:GenerateDataKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:DescribeKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:Decrypt', 'Key.Arn', THROUGH_SECRETS],
  ['secretsmanager:ListSecrets', '*'],
  ['secretsmanager:DescribeSecret', TOKENS],
  ['secretsmanager:GetSecretValue', APPS],
  ['events:PutEvents', 'Bus.Arn'],
  ['logs:CreateLogStream', 'CensusLogs.Arn'],
  ['logs:PutLogEvents', 'CensusLogs.Arn'],
];

/** Add a line here only together with what a consumer's word cannot be taken up without. It opens nothing sealed. */
const REJECTIONS: typeof TICK = [
  ['dynamodb:GetItem', 'Principals.Arn'],
  ['dynamodb:UpdateItem', 'Principals.Arn'],
  ['kms:Decrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:Encrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:GenerateDataKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:DescribeKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['sqs:ReceiveMessage', 'RejectionsQueue.Arn'],
  ['sqs:DeleteMessage', 'RejectionsQueue.Arn'],
  ['sqs:GetQueueAttributes', 'RejectionsQueue.Arn'],
  ['logs:CreateLogStream', 'RejectionsLogs.Arn'],
  ['logs:PutLogEvents', 'RejectionsLogs.Arn'],
];

/** Add a line here only together with what people cannot be told without it. */
const NOTICES: typeof TICK = [
  ['dynamodb:Scan', 'Controls.Arn'],
  ['dynamodb:GetItem', 'Controls.Arn'],
  ['dynamodb:PutItem', 'Controls.Arn'],
  ['kms:Decrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:Encrypt', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:GenerateDataKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['kms:DescribeKey', 'Key.Arn', THROUGH_DYNAMODB],
  ['sns:Publish', 'NoticesPage'],
  ['sns:Publish', 'NoticesTicket'],
  ['logs:CreateLogStream', 'NoticesLogs.Arn'],
  ['logs:PutLogEvents', 'NoticesLogs.Arn'],
];

const schedule = (name: string): typeof TICK => [
  ['lambda:InvokeFunction', `${name}Function.Arn`],
  ['sqs:SendMessage', `${name}EveryDeadLetters.Arn`],
];

describe.each([
  ['TickRole', TICK],
  ['TickEveryRole', schedule('Tick')],
  ['CensusRole', CENSUS],
  ['CensusEveryRole', schedule('Census')],
  ['OperatorRole', OPERATOR],
  ['RejectionsRole', REJECTIONS],
  ['NoticesRole', NOTICES],
  ['NoticesEveryRole', schedule('Notices')],
])('%s', (role, table) => {
  test('may do what the table says and nothing else', () => {
    const allowed = table.map(([action, resource, condition = '']) =>
      ['Allow', action, resource, condition].join(' | '),
    );

    const rights = rightsOf(template, role);

    expect([...rights].sort()).toEqual(allowed.sort());
  });
});

describe('the rights of all functions', () => {
  /** IAM's names of the services, by the SDK's names of their clients. */
  const SERVICES: Readonly<Record<string, string>> = {
    '@aws-sdk/client-dynamodb': 'dynamodb',
    '@aws-sdk/client-eventbridge': 'events',
    '@aws-sdk/client-kms': 'kms',
    '@aws-sdk/client-secrets-manager': 'secretsmanager',
    '@aws-sdk/client-sns': 'sns',
  };
  const callsIn = (text: string, service: string): string[] =>
    [...withoutComments(text).matchAll(/new (\w+)Command\(/g)].map(([, call]) => `${service}:${call}`);

  // Nothing on one machine enforces IAM: a call without its right would fail on AWS only.
  test('are the calls that adapters make, no fewer and no more', () => {
    /** Not calls of ours: what others do in our name or for us, and what a call implies. */
    const implied = /^(sqs|logs):|:TagResource$/;

    const calls = sourceFilesIn(['lambdas']).flatMap(({ text, imports }) =>
      imports.flatMap(({ of }) => (SERVICES[of] === undefined ? [] : callsIn(text, SERVICES[of]))),
    );
    const granted = [...TICK, ...CENSUS, ...OPERATOR, ...REJECTIONS, ...NOTICES]
      .filter(([action, , condition = '']) => !implied.test(action) && !condition.includes('kms:ViaService'))
      .map(([action]) => action);
    expect([...new Set(granted)].sort()).toEqual([...new Set(calls)].sort());
  });

  test('are not widened by what somebody adds to a function', () => {
    const stack = newStack();
    const { tick, census, operator, rejections, notices } = stack.scheduler;

    for (const widened of [tick, census, operator, rejections, notices].map((one) => one.function))
      widened.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));

    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).not.toContain('s3:');
  });
});

test('there are no other roles, policies or rights by resource', () => {
  expect(Object.keys(template.findResources('AWS::IAM::Role'))).toHaveLength(8);
  expect(Object.keys(template.findResources('AWS::IAM::Policy'))).toHaveLength(8);
  template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  template.resourceCountIs('AWS::Lambda::Permission', 0);
  template.resourceCountIs('AWS::Events::EventBusPolicy', 0);
  for (const role of Object.values(template.findResources('AWS::IAM::Role'))) {
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(role.Properties).not.toHaveProperty('Policies');
  }
});
