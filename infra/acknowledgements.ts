import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/*
 * Findings of cdk-nag that we accept, each with its reason. A finding is accepted on the construct that causes it,
 * never on the whole stack, so that the same finding elsewhere is still reported.
 */

export const acknowledgeQueueWithoutDeadLetters = (queue: IConstruct): void =>
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason:
      'This is itself the dead-letter queue of a function or a schedule; nothing consumes it, so nothing can fail to.',
  });

export const acknowledgeSecretsByPrefix = (role: IConstruct, ...arns: readonly string[]): void =>
  Validations.of(role).acknowledge(
    ...arns.map((arn) => ({
      id: `AwsSolutions-IAM5[Resource::${asReported(arn, Stack.of(role))}]`,
      reason:
        'Principals and apps come and go while the stack runs, so their secrets can be told by their prefix only.',
    })),
  );

export const acknowledgeListingOfSecrets = (role: IConstruct): void =>
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'A listing of secrets has no resource in IAM. It shows names and versions, and no value.',
  });

/** An ARN as cdk-nag prints it: what only the deployment knows is written `<AWS::Region>`. */
const asReported = (arn: string, stack: Stack): string => {
  const resolved = stack.resolve(arn) as string | { readonly 'Fn::Join': readonly ['', readonly Part[]] };
  if (typeof resolved === 'string') return resolved;
  return resolved['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
};
type Part = string | { readonly Ref: string };
