import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { OUTPUT } from '../../lambdas/contract.ts';
import { AwsFailureError, awsFailure } from './aws-failure.ts';
import { limits } from './limits.ts';
import type { Where } from './where.ts';

export interface FoundFleet {
  /** The function that operates it. */
  readonly functionName: string;
  /** Never that of another fleet, nor of one that is made anew under the same name: its key, else its stack. */
  readonly id: string;
}

/**
 * What is to be known of a fleet, from the outputs of its stack.
 *
 * @throws {AwsFailureError}
 */
export const findFleet = async ({ stack, local, settings }: Where): Promise<FoundFleet> => {
  const client = new CloudFormationClient({ ...settings, ...limits({ attempts: 3, answerMs: 10_000 }) });
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = new Map(
      Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    );
    const functionName = outputs.get(OUTPUT.operateFunction);
    const id = outputs.get(OUTPUT.keyArn) ?? Stacks?.[0]?.StackId ?? stack;
    if (functionName) return { functionName, id };
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
