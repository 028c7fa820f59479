import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { Clock } from '../terminal.ts';
import { type Answer, type Operation, readAnswer } from './answers.ts';
import { AwsFailureError, awsFailure, identifier } from './aws-failure.ts';
import { limits } from './limits.ts';
import type { Request } from './requests.ts';
import { findFleet } from './stack-function.ts';
import { type WhereOptions, whereFrom } from './where.ts';

/**
 * Asks the fleet's function and waits for its answer.
 *
 * @throws {AwsFailureError} when there is none
 */
export type Operate = <O extends Operation>(request: Request<O>) => Promise<Answer<O>>;

/** Longer than the function's own limit: whatever it does, its end is seen. */
const ANSWER_MS = 75_000;
/** Before a throttled request is sent again. */
const PAUSES_MS = [1_000, 2_000, 4_000];

/** Finds the fleet, has `work` done with it, and lets go of the connections. */
export const withFleet = async <T>(
  options: WhereOptions,
  clock: Clock,
  work: (operate: Operate, fleet: string) => Promise<T>,
): Promise<T> => {
  const where = whereFrom(options);
  const { functionName, id } = await findFleet(where);
  // One attempt, for the SDK repeats what may have arrived: an authorization code would be exchanged twice, at which a
  // server may revoke what the first exchange yielded (RFC 6749, section 4.1.2), and an enrolment that succeeded
  // would come back as refused.
  const lambda = new LambdaClient({ ...where.settings, ...limits({ attempts: 1, answerMs: ANSWER_MS }) });
  const attempt = {
    right: `lambda:InvokeFunction on ${functionName}`,
    local: where.local,
    absent: `The function ${functionName} is not there: deploy the stack ${where.stack} again.`,
  };
  try {
    const operate: Operate = async (request) => {
      const reply = await invoke(lambda, functionName, request, clock).catch((error: unknown) => {
        throw awsFailure(error, attempt);
      });
      const payload = reply.Payload?.transformToString() ?? '';
      if (reply.FunctionError !== undefined) throw functionFailed(functionName, payload);
      const answer = readAnswer(request.operation, payload);
      if (answer) return answer;
      throw new AwsFailureError(
        `The answer of ${functionName} is none that this command knows: use the version that the stack was deployed from.`,
        true,
      );
    };
    return await work(operate, id);
  } finally {
    lambda.destroy();
  }
};

/** A throttled request did not reach the function, so this alone may be sent again. */
const invoke = async (lambda: LambdaClient, FunctionName: string, { payload }: Request, clock: Clock) => {
  const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(payload.reveal()) });
  for (const pause of PAUSES_MS) {
    try {
      return await lambda.send(command);
    } catch (error) {
      if (!(error instanceof TooManyRequestsException)) throw error;
      await clock.pause(pause);
    }
  }
  return lambda.send(command);
};

/** Its message stays in the log: nobody vouches for what a crash quotes. */
const functionFailed = (functionName: string, payload: string): AwsFailureError => {
  const kind = identifier(/"errorType"\s*:\s*"([^"]*)"/.exec(payload)?.[1]) ?? 'unknown error';
  return new AwsFailureError(`The function ${functionName} failed (${kind}): look in its log.`, true);
};
