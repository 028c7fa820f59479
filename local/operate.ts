import * as z from 'zod';
import { OUTPUT } from '../lambdas/contract.ts';
import type { LocalStack } from './stack/run-stack.ts';

const refusal = z.object({
  ok: z.literal(false),
  problems: z.array(z.object({ field: z.string(), remedy: z.string() })),
});
const done = z.looseObject({ ok: z.literal(true) });
const answer = z.discriminatedUnion('ok', [done, refusal]);

/** Done, or refused with what to do about it; nothing was changed then. */
export type Answer = z.infer<typeof answer>;
export type Refusal = z.infer<typeof refusal>;

/** What the operator's function takes: see its `requests.ts`. */
export type Request = Readonly<Record<string, unknown>> & { readonly operation: string };

/** A function of the stack by the output that names it. @throws where the stack has none */
export const functionAt = ({ outputs, functions }: LocalStack, output: string) => {
  const found = Object.values(functions).find(({ name }) => name === outputs[output]);
  if (!found) throw new Error(`The stack has no function under its output ${output}.`);
  return found;
};

/**
 * Asks the stack's own function, as the command line does.
 *
 * @throws where the function itself fails; what it refuses is an answer
 */
export const operate = async (stack: LocalStack, request: Request): Promise<Answer> => {
  const invoked = await functionAt(stack, OUTPUT.operateFunction).invoke(request);
  if (!invoked.ok)
    throw new Error(`${request.operation} failed: ${invoked.errorType}: ${invoked.errorMessage}`);
  return answer.parse(invoked.payload);
};

/** Every problem with its field and remedy, on one line. */
export const problemsOf = ({ problems }: Refusal): string =>
  problems.map(({ field, remedy }) => `${field}: ${remedy}`).join('; ');
