import { describe, expect, test } from '@jest/globals';
import { type App, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { newApp, newStack } from './synthesized.ts';

const findingsIn = (app: App): readonly string[] =>
  new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);

describe('AWS Solutions checks', () => {
  test('find nothing that is not explained', () => {
    const app = newApp();
    newStack({ pageTo: ['night@example.org'] }, app);

    expect(findingsIn(app)).toEqual([]);
  });

  test('find nothing either where account and Region are known at synth', () => {
    const app = newApp();
    newStack({ env: { account: '111122223333', region: 'eu-west-1' }, secretPrefix: 'prod/rs' }, app);

    expect(findingsIn(app)).toEqual([]);
  });

  test('find nothing in what is granted to a consumer', () => {
    const app = newApp();
    const stack = newStack({}, app);
    const consumer = new Role(stack, 'Consumer', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

    stack.scheduler.grantRead(consumer, { provider: 'dkn' });
    stack.scheduler.grantReject(consumer);

    expect(findingsIn(app)).toEqual([]);
  });

  test('would still find a queue of somebody else in the same stack', () => {
    const app = newApp();
    new Queue(newStack({}, app), 'Stray');

    expect(findingsIn(app)).toEqual(['AwsSolutions-SQS3', 'AwsSolutions-SQS4']);
  });
});

test('explains what is accepted, on the construct that causes it', () => {
  const stack = newStack();

  const accepted = stack.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) =>
          Object.entries(data).map(([id, reason]) => [node.path, id.replace('Annotation::', ''), reason]),
        ),
    );

  const path = 'RefreshScheduler/RefreshScheduler';
  const secret =
    'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:refresh-scheduler';
  const itIsOne = expect.stringMatching(/itself the dead-letter queue/);
  const byPrefix = expect.stringMatching(/by their prefix only/);
  expect(accepted).toEqual([
    [`${path}/Tick/Failures`, 'AwsSolutions-SQS3', itIsOne],
    [`${path}/Tick/Role`, `AwsSolutions-IAM5[Resource::${secret}/apps/*]`, byPrefix],
    [`${path}/Tick/Role`, `AwsSolutions-IAM5[Resource::${secret}/tokens/*/*]`, byPrefix],
    [`${path}/Tick/Every/DeadLetters`, 'AwsSolutions-SQS3', itIsOne],
    [`${path}/Census/Role`, 'AwsSolutions-IAM5[Resource::*]', expect.stringMatching(/no resource in IAM/)],
    [`${path}/Census/Role`, `AwsSolutions-IAM5[Resource::${secret}/apps/*]`, byPrefix],
    [`${path}/Census/Role`, `AwsSolutions-IAM5[Resource::${secret}/tokens/*/*]`, byPrefix],
    [`${path}/Census/Every/DeadLetters`, 'AwsSolutions-SQS3', itIsOne],
    [`${path}/Operator/Role`, `AwsSolutions-IAM5[Resource::${secret}/apps/*]`, byPrefix],
    [`${path}/Operator/Role`, `AwsSolutions-IAM5[Resource::${secret}/tokens/*/*]`, byPrefix],
    [`${path}/Rejections/DeadLetters`, 'AwsSolutions-SQS3', itIsOne],
    [`${path}/Notices/Every/DeadLetters`, 'AwsSolutions-SQS3', itIsOne],
  ]);
});
