import type * as z from 'zod';
import type { Call } from './routing.ts';
import { type Answer, AwsError, errorAnswer, jsonAnswer, unknownOperation } from './wire.ts';

/** A service as the endpoint sees it. */
export type Service = (call: Call) => Answer | Promise<Answer>;

/** One operation of a JSON service: untrusted input in, output out; throws {@link AwsError} to refuse. */
export type Operation = (input: unknown) => object;

type Issue = z.core.$ZodIssue;

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const measure = (origin: string): string => (origin === 'number' || origin === 'int' ? 'value' : 'length');

const constraint = (issue: Issue): string => {
  switch (issue.code) {
    case 'too_big':
      return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'too_small':
      return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${issue.pattern ?? issue.format}`;
    case 'invalid_type':
      return issue.input === undefined ? 'Member must not be null' : `Member must be a ${issue.expected}`;
    default:
      return issue.message;
  }
};

/** AWS's own sentence, but never with the value: it may be a secret. */
const validationError = (issues: readonly Issue[]): AwsError => {
  const complaints = issues.map(
    (issue) =>
      `Value at '${issue.path.map((step) => lowerFirst(String(step))).join('.')}' failed to satisfy constraint: ${constraint(issue)}`,
  );
  const plural = complaints.length === 1 ? 'error' : 'errors';
  return new AwsError(
    'ValidationException',
    `${complaints.length} validation ${plural} detected: ${complaints.join('; ')}`,
  );
};

/** Joins the shape of an operation's input and what it does. */
export const operation =
  <S extends z.ZodType>(shape: S, run: (input: z.output<S>) => object): Operation =>
  (input) => {
    const read = shape.safeParse(input, { reportInput: true });
    if (!read.success) throw validationError(read.error.issues);
    return run(read.data);
  };

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString() || '{}');
  } catch {
    throw new AwsError('SerializationException', 'The request is not valid JSON.');
  }
};

/** @param written settles when all that the operations have changed so far is written; no answer goes out before */
export const jsonService = (
  name: string,
  operations: Readonly<Record<string, Operation>>,
  written: () => Promise<void> = async () => {},
): Service => {
  const answerTo = (call: Call): Answer => {
    try {
      const run = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
      if (!run) throw unknownOperation(name, call.operation);
      return jsonAnswer(run(parse(call.body)));
    } catch (error) {
      if (error instanceof AwsError) return errorAnswer(error);
      throw error;
    }
  };
  return async (call) => {
    const answer = answerTo(call);
    await written();
    return answer;
  };
};
