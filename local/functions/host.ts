/**
 * Runs inside the function's own process: loads the handler named by `_HANDLER` and calls it for each message of the parent.
 * Stands in for Lambda's runtime client, so it takes async handlers only, as that of Node.js 24 does.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';
import type { FunctionFailure, HostMessage, InvokeMessage } from './messages.ts';

type Handler = (event: unknown, context: Context) => unknown;

const setting = (name: string): string => process.env[name] ?? '';

/** Standard output is not written at once when there is much of it; a message must not overtake it. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => stream.write('', () => resolve()));

const tell = async (message: HostMessage): Promise<void> => {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.send?.(message);
};

const failureOf = (error: unknown): FunctionFailure =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: String(error) };

const fileOf = (path: string): string | undefined =>
  ['.mjs', '.js', '.cjs'].map((extension) => `${path}${extension}`).find((file) => existsSync(file));

const load = async (): Promise<Handler | FunctionFailure> => {
  const [module = '', name = ''] = setting('_HANDLER').split('.');
  const file = fileOf(join(setting('LAMBDA_TASK_ROOT'), module));
  if (file === undefined)
    return { errorType: 'Runtime.ImportModuleError', errorMessage: `Error: Cannot find module '${module}'` };
  try {
    const handler = (await import(pathToFileURL(file).href))[name];
    if (typeof handler === 'function') return handler;
  } catch (error) {
    console.error(error);
    return { errorType: 'Runtime.ImportModuleError', errorMessage: String(error) };
  }
  return {
    errorType: 'Runtime.HandlerNotFound',
    errorMessage: `${setting('_HANDLER')} is undefined or not exported`,
  };
};

const contextOf = ({ requestId, deadline }: InvokeMessage): Context => {
  const name = setting('AWS_LAMBDA_FUNCTION_NAME');
  return {
    awsRequestId: requestId,
    functionName: name,
    functionVersion: setting('AWS_LAMBDA_FUNCTION_VERSION'),
    invokedFunctionArn: `arn:aws:lambda:${setting('AWS_REGION')}:000000000000:function:${name}`,
    memoryLimitInMB: setting('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: setting('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: requestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    // Callbacks are gone from the runtime; the type still has their last traces.
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
};

const answer = async (handler: Handler, message: InvokeMessage): Promise<HostMessage> => {
  try {
    const result = await handler(message.event, contextOf(message));
    return { kind: 'returned', payload: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    console.error('Invoke Error', error);
    return { kind: 'threw', ...failureOf(error) };
  }
};

// Whatever the handler is doing: without its parent nobody would ever end this process.
process.on('disconnect', () => process.exit());

const handler = await load();
if (typeof handler === 'function') {
  process.on('message', async (message: InvokeMessage) => tell(await answer(handler, message)));
  await tell({ kind: 'ready' });
} else {
  await tell({ kind: 'init-failed', ...handler });
}
