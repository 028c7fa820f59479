import { describe, expect, test } from '@jest/globals';
import { templateOf } from './synthesized.ts';

const template = templateOf({ fleet: 'north', secretPrefix: 'prod/rs' });

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}
type Intrinsic = {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: [string, string];
  readonly 'Fn::Join'?: [string, unknown[]];
};

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** What the policy speaks of, written out: `Principals.Arn` for a resource of the stack, `{AWS::Region}` for the rest. */
const written = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
  if (Ref !== undefined) return `{${Ref}}`;
  if (attribute) return `${attribute[0].replace(/^RefreshScheduler|[0-9A-F]{8}$/g, '')}.${attribute[1]}`;
  if (join) return join[1].map(written).join(join[0]);
  throw new Error(`Cannot write ${JSON.stringify(value)}`);
};

const conditionOf = ({ Condition = {} }: Statement): string =>
  Object.entries(Condition)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => `${operator} ${key} ${written(value)}`),
    )
    .join(', ');

/** Every single right of the policy of a role: action, resource, condition. */
const rightsOf = (role: string): readonly string[] => {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
    id.startsWith(`RefreshScheduler${role}DefaultPolicy`),
  );
  expect(policies).toHaveLength(1);
  const statements: readonly Statement[] = policies.flatMap(
    ([, policy]) => policy.Properties.PolicyDocument.Statement,
  );
  return statements.flatMap((statement) =>
    listOf(statement.Action).flatMap((action) =>
      listOf(statement.Resource).map((resource) =>
        [statement.Effect, action, written(resource), conditionOf(statement)].join(' | '),
      ),
    ),
  );
};

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

const SCHEDULE: typeof TICK = [
  ['lambda:InvokeFunction', 'TickFunction.Arn'],
  ['sqs:SendMessage', 'TickEveryDeadLetters.Arn'],
];

describe.each([
  ['TickRole', TICK],
  ['TickEveryRole', SCHEDULE],
])('%s', (role, table) => {
  test('may do what the table says and nothing else', () => {
    const allowed = table.map(([action, resource, condition = '']) =>
      ['Allow', action, resource, condition].join(' | '),
    );

    const rights = rightsOf(role);

    expect([...rights].sort()).toEqual(allowed.sort());
  });
});

test('there are no other roles, policies or rights by resource', () => {
  expect(Object.keys(template.findResources('AWS::IAM::Role'))).toHaveLength(2);
  expect(Object.keys(template.findResources('AWS::IAM::Policy'))).toHaveLength(2);
  template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  template.resourceCountIs('AWS::Lambda::Permission', 0);
  template.resourceCountIs('AWS::Events::EventBusPolicy', 0);
  for (const role of Object.values(template.findResources('AWS::IAM::Role'))) {
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(role.Properties).not.toHaveProperty('Policies');
  }
});
