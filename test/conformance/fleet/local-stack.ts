import { awsClients } from '../../../lambdas/adapters/clients.ts';
import { startAws } from '../../../local/aws/endpoint.ts';
import { runStack } from '../../../local/stack/run-stack.ts';
import { synthesizedBefore } from '../../../local/stack/synthesized-before.ts';
import type { Deployment, FunctionOutput } from './deployment.ts';
import { openFront } from './front.ts';

const SOCKETS = 16;
const CONTEXT = { fleet: 'conformance' };

/**
 * The synthesized stack as `npm start` runs it: the bundled functions in processes of their own. Services that somebody
 * else's emulator plays are made and found there.
 *
 * @param elsewhere URLs by service, as a request's signature names it
 */
export const openLocalStack = async (elsewhere: Readonly<Record<string, string>>): Promise<Deployment> => {
  await using opening = new AsyncDisposableStack();
  const aws = await startAws();
  opening.defer(() => aws.close());
  const front = opening.use(await openFront());
  front.leadTo({ others: aws.url, ...elsewhere });
  const assembly = await synthesizedBefore({ context: CONTEXT });
  const stack = await runStack({ aws: { ...aws, url: front.url }, assembly, onLine: () => {} });
  opening.defer(() => stack.close());

  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const at = (service: string) =>
    awsClients(SOCKETS, { endpoint: elsewhere[service] ?? aws.url, region: aws.region, credentials });
  const clients = {
    dynamo: at('dynamodb').dynamo,
    secrets: at('secretsmanager').secrets,
    kms: at('kms').kms,
    events: at('events').events,
  };
  opening.defer(() => {
    for (const client of Object.values(clients)) client.destroy();
  });

  const functionOf = (output: FunctionOutput) => {
    const found = Object.values(stack.functions).find(({ name }) => name === stack.outputs[output]);
    if (!found) throw new Error(`the stack has no function ${output}`);
    return found;
  };
  const queueOfRejections = Object.entries(stack.queues).find(([id]) => /RejectionsQueue/.test(id))?.[1];
  const ending = opening.move();
  return {
    outputs: stack.outputs,
    clients,
    front: front.url,
    invoke: (output, event) => functionOf(output).invoke(event),
    kill: async (output) => functionOf(output).kill(),
    startSchedules: () => stack.start(),
    // A rule of ours hears our bus only.
    ...(elsewhere.events !== undefined && {
      queueRejection: (rejection) => queueOfRejections?.send(rejection),
    }),
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
};
