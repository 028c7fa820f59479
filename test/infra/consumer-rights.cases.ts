import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Readable } from '../../infra/consumer-rights.ts';
import type { RefreshScheduler } from '../../infra/refresh-scheduler.ts';
import { type Asked, allows, type Policy } from './iam.ts';
import { newStack } from './synthesized.ts';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const SECRETS = `arn:aws:secretsmanager:${ENV.region}:${ENV.account}:secret:prod/rs`;
const KEY = `arn:aws:kms:${ENV.region}:${ENV.account}:key/1`;
const BUS = `arn:aws:events:${ENV.region}:${ENV.account}:event-bus/1`;

/** The synthesized policy of a consumer that was given something, with the names that only a deployment knows. */
const policyOf = (give: (scheduler: RefreshScheduler, consumer: Role) => void): Policy => {
  const stack = newStack({ fleet: 'north', secretPrefix: 'prod/rs', env: ENV });
  const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com');
  const consumer = new Role(stack, 'Consumer', { assumedBy });
  give(stack.scheduler, consumer);
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy', {
    Properties: { Roles: [stack.resolve(consumer.roleName)] },
  });
  const names = new Map([
    [JSON.stringify(stack.resolve(stack.scheduler.key.keyArn)), KEY],
    [JSON.stringify(stack.resolve(stack.scheduler.bus.eventBusArn)), BUS],
    [JSON.stringify({ Ref: 'AWS::Partition' }), 'aws'],
  ]);
  return deployed(
    Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement),
    names,
  ) as Policy;
};

const deployed = (value: unknown, names: ReadonlyMap<string, string>): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const name = names.get(JSON.stringify(value));
  if (name !== undefined) return name;
  if (Array.isArray(value)) return value.map((item) => deployed(item, names));
  if ('Fn::Join' in value) {
    const [between, parts] = value['Fn::Join'] as [string, unknown[]];
    return parts.map((part) => deployed(part, names)).join(between);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deployed(item, names)]));
};

const reader = (which?: Readable): Policy => policyOf((scheduler, role) => scheduler.grantRead(role, which));
const ofEverything = reader();

/** A secret as publications make it. AWS ends its ARN. */
const read = (name: string, tags: Record<string, string>, action = 'GetSecretValue'): Asked => ({
  action: `secretsmanager:${action}`,
  resource: `${SECRETS}/${name}-a1B2c3`,
  context: Object.fromEntries(
    Object.entries(tags).map(([tag, value]) => [`secretsmanager:ResourceTag/${tag}`, [value]]),
  ),
});
const tagsOf = (provider: string, more: Record<string, string> = {}) => ({
  'refresh-scheduler:fleet': 'north',
  'refresh-scheduler:provider': provider,
  ...more,
});
const token = (provider: string, labels: Record<string, string> = {}): Asked =>
  read(`tokens/${provider}/home-1`, tagsOf(provider, labels));

const decrypt = (context: Record<string, string>): Asked => ({
  action: 'kms:Decrypt',
  resource: KEY,
  context: Object.fromEntries(Object.entries(context).map(([key, value]) => [key, [value]])),
});
const ofSecret = (name: string) => ({
  'kms:ViaService': `secretsmanager.${ENV.region}.amazonaws.com`,
  'kms:EncryptionContext:SecretARN': `${SECRETS}/${name}-a1B2c3`,
  'kms:EncryptionContext:SecretVersionId': 'v1',
});

describe('grantRead', () => {
  test('lets a consumer read every published token, and what Secrets Manager needs for that', () => {
    const policy = ofEverything;

    expect(allows(policy, token('dkn'))).toBe(true);
    expect(allows(policy, read('tokens/kii/thing-1', tagsOf('kii'), 'DescribeSecret'))).toBe(true);
    expect(allows(policy, decrypt(ofSecret('tokens/dkn/home-1')))).toBe(true);
  });

  test.each<[string, Asked]>([
    ["an app's secret", read('apps/homes', tagsOf('dkn'))],
    [
      'a secret of another fleet',
      read('tokens/dkn/home-1', { ...tagsOf('dkn'), 'refresh-scheduler:fleet': 'south' }),
    ],
    ['a secret that somebody else put there, without tags', read('tokens/dkn/home-1', {})],
    ['a secret beside the prefix', { ...token('dkn'), resource: `${SECRETS}-2/tokens/dkn/home-1-a1B2c3` }],
    ['the writing of a token', read('tokens/dkn/home-1', tagsOf('dkn'), 'PutSecretValue')],
    ['the tagging of a token', read('tokens/dkn/home-1', tagsOf('dkn'), 'TagResource')],
    ['a table', { action: 'dynamodb:GetItem', resource: '*', context: {} }],
    ['a sealed row', decrypt({ 'kms:EncryptionContext:fleet': 'north' })],
    [
      'a sealed row, though it is called a secret',
      decrypt({
        ...ofSecret('tokens/dkn/home-1'),
        'kms:ViaService': '',
        'kms:EncryptionContext:fleet': 'north',
      }),
    ],
    ['a sealed row through Secrets Manager', decrypt({ 'kms:ViaService': ofSecret('')['kms:ViaService'] })],
    ["an app's secret, by the key", decrypt(ofSecret('apps/homes'))],
    ['a table, by the key', decrypt({ 'kms:ViaService': `dynamodb.${ENV.region}.amazonaws.com` })],
    ['a new data key', { ...decrypt(ofSecret('tokens/dkn/home-1')), action: 'kms:GenerateDataKey' }],
  ])('leaves closed %s', (_, asked) => {
    expect(allows(ofEverything, asked)).toBe(false);
  });

  test("can be limited to one provider's tokens", () => {
    const policy = reader({ provider: 'dkn' });

    expect(allows(policy, token('dkn'))).toBe(true);
    expect(allows(policy, token('kii'))).toBe(false);
    expect(allows(policy, read('tokens/dkn/home-1', tagsOf('kii')))).toBe(false);
    expect(allows(policy, decrypt(ofSecret('tokens/dkn/home-1')))).toBe(true);
    expect(allows(policy, decrypt(ofSecret('tokens/kii/thing-1')))).toBe(false);
  });

  test('can be limited to principals that have all of these labels', () => {
    const policy = reader({ labels: { site: 'lisbon', team: 'heat' } });

    expect(allows(policy, token('dkn', { site: 'lisbon', team: 'heat', floor: '2' }))).toBe(true);
    expect(allows(policy, token('dkn', { site: 'lisbon' }))).toBe(false);
    expect(allows(policy, token('dkn', { site: 'porto', team: 'heat' }))).toBe(false);
  });

  test('says nothing beyond these three actions', () => {
    const actions = ofEverything.flatMap(({ Action }) => Action);

    expect(actions.toSorted()).toEqual([
      'kms:Decrypt',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
    ]);
  });

  test.each<[string, Readable, RegExp]>([
    ['a provider that is a pattern', { provider: 'd*' }, /provider is 'd\*'/],
    ['a provider with a path', { provider: '../apps' }, /provider is/],
    [
      'a label that could stand for our own tag',
      { labels: { 'refresh-scheduler:fleet': 'south' } },
      /is no label/,
    ],
  ])('refuses %s', (_, which, message) => {
    expect(() => reader(which)).toThrow(message);
  });

  test('says so where nobody is there to be given the right', () => {
    const { scheduler } = newStack();

    expect(() => scheduler.grantRead(new AccountPrincipal('444455556666')).assertSuccess()).toThrow();
  });
});

describe('grantReject', () => {
  const policy = policyOf((scheduler, role) => scheduler.grantReject(role));
  const put = (...entries: readonly (readonly [source: string, detailType: string])[]): Asked => ({
    action: 'events:PutEvents',
    resource: BUS,
    context: {
      'events:source': entries.map(([source]) => source),
      'events:detail-type': entries.map(([, detailType]) => detailType),
    },
  });
  const ours = ['refresh-scheduler.consumer', 'Token Rejected'] as const;

  test('lets a consumer tell of refused tokens, of several in one call', () => {
    expect(allows(policy, put(ours))).toBe(true);
    expect(allows(policy, put(ours, ours))).toBe(true);
  });

  test.each<[string, Asked]>([
    ['an event that would pass for one of ours', put(['refresh-scheduler', 'Reauthorization Required'])],
    ['a rejection in our name', put(['refresh-scheduler', 'Token Rejected'])],
    ['another event from consumers', put(['refresh-scheduler.consumer', 'Recovered'])],
    ['one of ours between two rejections', put(ours, ['refresh-scheduler', 'Recovered'], ours)],
    ['an event that says neither', { ...put(ours), context: {} }],
    ['another bus', { ...put(ours), resource: `${BUS}-2` }],
  ])('leaves closed %s', (_, asked) => {
    expect(allows(policy, asked)).toBe(false);
  });

  test('gives no right to read', () => {
    expect(allows(policy, token('dkn'))).toBe(false);
    expect(policy).toHaveLength(1);
  });
});
