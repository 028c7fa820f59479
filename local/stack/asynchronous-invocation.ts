import { randomUUID } from 'node:crypto';
import type { Invocation } from '../functions/function.ts';
import type { StackFunction, StackQueue } from './running.ts';

/**
 * Invokes a function as Scheduler and the invocation type Event do, and waits for the end all the same. A failure goes to the function's failure
 * queue, with what Lambda would write there. Nothing is retried.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const invokeAsynchronously = async (
  target: StackFunction,
  event: unknown,
  failures: StackQueue | undefined,
): Promise<Invocation> => {
  const invocation = await target.invoke(event);
  if (!invocation.ok) {
    const { errorType, errorMessage } = invocation;
    failures?.send({
      version: '1.0',
      timestamp: new Date().toISOString(),
      requestContext: {
        requestId: randomUUID(),
        functionArn: `${target.arn}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: event,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType, errorMessage },
    });
  }
  return invocation;
};
