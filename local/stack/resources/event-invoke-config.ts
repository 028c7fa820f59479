import type { Make } from '../site.ts';

interface EventInvokeConfigProperties {
  readonly FunctionName: string;
  readonly Qualifier: string;
  readonly MaximumRetryAttempts?: number;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: string } };
}

/** `AWS::Lambda::EventInvokeConfig`: where a failed asynchronous invocation is recorded, if that is a queue. */
export const makeEventInvokeConfig: Make = ({ properties }, site) => {
  const { FunctionName, Qualifier, MaximumRetryAttempts, DestinationConfig } =
    properties as unknown as EventInvokeConfigProperties;
  const destination = DestinationConfig?.OnFailure?.Destination;
  const queue = [...site.queues.values()].find(({ arn }) => arn === destination);
  if (queue) site.failureQueues.set(FunctionName, queue);

  const missing = [
    destination && !queue && `failures are not told to ${destination}: it is not a queue of this stack`,
    // Two retries are Lambda's default.
    MaximumRetryAttempts !== 0 && 'a failed invocation is not retried here',
  ].filter(Boolean);
  return {
    ref: `${FunctionName}|${Qualifier}`,
    ...(missing.length > 0 && { notRun: missing.join('; ') }),
  };
};
