import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { OUTPUT } from '../../lambdas/contract.ts';
import { AwsFailureError, awsFailure } from './aws-failure.ts';
import { limits } from './limits.ts';
import type { Where } from './where.ts';

/**
 * The name of the function that operates a fleet, from the outputs of its stack.
 *
 * @throws {AwsFailureError}
 */
export const findFunction = async ({ stack, local, settings }: Where): Promise<string> => {
  const client = new CloudFormationClient({ ...settings, ...limits({ attempts: 3, answerMs: 10_000 }) });
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUT.operateFunction);
    if (output?.OutputValue) return output.OutputValue;
  } catch (error) {
    throw awsFailure(error, {
      right: `cloudformation:DescribeStacks on the stack ${stack}`,
      local,
      absent: `There is no stack ${stack} ${await place(client)}: check --stack, --region and --profile, or deploy it.`,
    });
  } finally {
    client.destroy();
  }
  throw new AwsFailureError(
    `The stack ${stack} has no output ${OUTPUT.operateFunction}: deploy it again, from the version of this command.`,
  );
};

const place = async (client: CloudFormationClient): Promise<string> => {
  const region = await client.config.region().catch(() => undefined);
  return region === undefined ? 'there' : `in ${region}`;
};
