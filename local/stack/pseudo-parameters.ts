import { createHash } from 'node:crypto';
import { NO_VALUE } from './resolve.ts';
import { PARTITION, type Site } from './site.ts';

/** The stack's ARN. Its last part is random in CloudFormation; ours follows from the name. */
export const stackIdOf = (site: Site): string => {
  const { stackName } = site.assembly;
  const digest = createHash('sha256').update(stackName).digest('hex').slice(0, 32);
  return site.arn('cloudformation', `stack/${stackName}/${digest}`);
};

/**
 * The names that stand for something before any resource is made: pseudo parameters, and parameters with a default.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export const namesOf = (site: Site): ((name: string) => unknown) => {
  const { stackName, template } = site.assembly;
  const names: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': site.aws.account,
    'AWS::NoValue': NO_VALUE,
    'AWS::Partition': PARTITION,
    'AWS::Region': site.aws.region,
    'AWS::StackId': stackIdOf(site),
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return (name) => {
    if (Object.hasOwn(names, name)) return names[name];
    const parameter = template.Parameters?.[name];
    // The default of such a parameter is the name under which Systems Manager keeps the value.
    return parameter?.Type.startsWith('AWS::SSM::') ? undefined : parameter?.Default;
  };
};
