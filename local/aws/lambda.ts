import { randomUUID } from 'node:crypto';
import type { Invocation } from '../functions/function.ts';
import type { HostedFunction, HostedStacks } from './hosted-stacks.ts';
import type { Service } from './operation.ts';
import { type Call, INVOKE_PATH } from './routing.ts';
import { type Answer, AwsError, errorAnswer, unknownOperation } from './wire.ts';

/** Of a request that waits for its answer, and of one that does not. */
const MAX_PAYLOAD_BYTES = 6_291_456;
const MAX_EVENT_BYTES = 1_048_576;

/** A name, an ARN or an ARN without its beginning, each with or without a version. */
const FUNCTION_ID =
  /^(?:arn:aws:lambda:[a-z0-9-]+:)?(?:\d{12}:)?(?:function:)?(?<name>[\w-]+)(?::(?<version>\$LATEST|[\w-]+))?$/;

const accepted = (status: number): Answer => ({ status, headers: answerHeaders(), body: '' });

const answerHeaders = (): Record<string, string> => ({
  'content-type': 'application/json',
  'x-amzn-requestid': randomUUID(),
  'x-amz-executed-version': '$LATEST',
});

/** What goes wrong in a function is an answer, not an error of the service. */
const answerOf = (invocation: Invocation): Answer => {
  if (invocation.ok)
    return { status: 200, headers: answerHeaders(), body: JSON.stringify(invocation.payload) ?? 'null' };
  const { errorType, errorMessage } = invocation;
  return {
    status: 200,
    headers: { ...answerHeaders(), 'x-amz-function-error': 'Unhandled' },
    body: JSON.stringify({ errorType, errorMessage }),
  };
};

/** @throws InvalidRequestContentException, without the text: it may hold secrets */
const eventOf = (body: Buffer): unknown => {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
};

const LATEST = '$LATEST';

/** @throws ResourceNotFoundException */
const find = (functions: readonly HostedFunction[], arnPrefix: string, call: Call): HostedFunction => {
  const id = decodeURIComponent(INVOKE_PATH.exec(call.path)?.[1] ?? '');
  const { name = id, version = call.query.get('Qualifier') ?? LATEST } = FUNCTION_ID.exec(id)?.groups ?? {};
  const arn = id.startsWith('arn:') ? id : `${arnPrefix}${name}`;
  const found = functions.find((one) => arn === one.arn || arn === `${one.arn}:${version}`);
  if (found && version === LATEST) return found;
  throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
};

/**
 * Lambda as far as invoking goes: the functions of the stacks that run now. Versions, aliases and log tails are not there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const lambda = (stacks: HostedStacks, region: string, account: string): Service => {
  const arnPrefix = `arn:aws:lambda:${region}:${account}:function:`;
  const invoke: Service = async (call) => {
    const { headers, body } = call;
    const target = find(stacks.functions(), arnPrefix, call);
    const kind = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (body.length > (kind === 'Event' ? MAX_EVENT_BYTES : MAX_PAYLOAD_BYTES))
      throw new AwsError('RequestTooLargeException', 'Request must be smaller than the limit.', 413);
    const event = eventOf(body);
    switch (kind) {
      case 'RequestResponse':
        return answerOf(await target.invoke(event));
      case 'Event':
        target.invokeLater(event);
        return accepted(202);
      case 'DryRun':
        return accepted(204);
      default:
        throw new AwsError('InvalidParameterValueException', `There is no invocation type ${kind}.`);
    }
  };
  return async (call) => {
    if (call.operation !== 'Invoke') return errorAnswer(unknownOperation('lambda', call.operation));
    try {
      return await invoke(call);
    } catch (error) {
      if (error instanceof AwsError) return errorAnswer(error);
      throw error;
    }
  };
};
