import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { awsClients } from '../../../lambdas/adapters/clients.ts';
import { STACK_NAME } from '../../../lambdas/contract.ts';
import type { Invocation } from '../../../local/functions/function.ts';
import type { DeployedAt } from '../deployed/deployed-at.ts';
import type { Deployment, FunctionOutput } from './deployment.ts';
import { killWorkers } from './workers.ts';

const SOCKETS = 16;

/** The stack that the CDK's command line has deployed to ministack. Its functions run there. */
export const openDeployedStack = async ({ url, front, pid, region }: DeployedAt): Promise<Deployment> => {
  const address = { endpoint: url, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const lambda = new LambdaClient(address);
  const clients = awsClients(SOCKETS, address);
  const outputs = await outputsOf(new CloudFormationClient(address));
  const nameOf = (output: FunctionOutput): string => outputs[output] ?? '';

  return {
    outputs,
    clients,
    front,
    async invoke(output, event) {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: nameOf(output), Payload: Buffer.from(JSON.stringify(event)) }),
      );
      return invocation(FunctionError, JSON.parse(Buffer.from(Payload ?? []).toString() || 'null'));
    },
    kill: (output) => killWorkers(pid, nameOf(output)),
    startSchedules() {
      // They fire from the deployment on.
    },
    async [Symbol.asyncDispose]() {
      for (const client of [lambda, ...Object.values(clients)]) client.destroy();
    },
  };
};

const outputsOf = async (formation: CloudFormationClient): Promise<Record<string, string>> => {
  const { Stacks = [] } = await formation.send(new DescribeStacksCommand({ StackName: STACK_NAME }));
  formation.destroy();
  return Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
};

const invocation = (error: string | undefined, payload: unknown): Invocation => {
  if (error === undefined) return { ok: true, payload };
  const { errorType = error, errorMessage = '' } = (payload ?? {}) as Record<string, string>;
  return { ok: false, errorType, errorMessage };
};
