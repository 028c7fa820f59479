import type { Deployment } from './deployment.ts';
import type { Entry } from './entries.ts';
import { printable } from './live/cells.ts';
import { localOption } from './local-option.ts';
import { operate, problemsOf, type Request } from './operate.ts';
import type { LocalStack } from './stack/run-stack.ts';

/** What came of the entries of a file: the names of those that were taken, and a line for each that was not. */
export interface Taken {
  /** With those that were there already. */
  readonly taken: readonly string[];
  readonly refusals: readonly string[];
}

/** One after the other; a refusal names the file, the entry and the remedy, and the others go on. */
export const registerApps = (stack: LocalStack, entries: readonly Entry[]): Promise<Taken> =>
  takeEach(entries, 'app', ({ app, ...secret }) =>
    carriedOut(stack, { operation: 'registerApp', app, secret }),
  );

/**
 * A principal that is there already, from an earlier run with the same data folder, is left as it is, a halted one too:
 * its refresh token may have been replaced since the file was written, and presented again it would count as stolen.
 *
 * @returns besides, what to do about each halted one
 */
export const enrolPrincipals = async (
  { aws, stack, ports }: Pick<Deployment, 'aws' | 'stack' | 'ports'>,
  entries: readonly Entry[],
): Promise<Taken & { readonly notes: readonly string[] }> => {
  const notes: string[] = [];
  const taken = await takeEach(entries, 'principal_id', async (fields) => {
    const id = fields.principal_id;
    if (typeof id === 'string' && id !== '') {
      const before = await ports.principals.get(id);
      if (before.row === 'found') {
        if (before.principal.state === 'halted')
          notes.push(`${id} is halted: refresh-scheduler resume ${id} --grant KIND ${localOption(aws.url)}`);
        return undefined;
      }
    }
    return carriedOut(stack, { ...fields, operation: 'enrol' });
  });
  return { ...taken, notes };
};

/** @returns what is wrong, if anything is */
const carriedOut = async (stack: LocalStack, request: Request): Promise<string | undefined> => {
  const answer = await operate(stack, request);
  return answer.ok ? undefined : problemsOf(answer);
};

const takeEach = async (
  entries: readonly Entry[],
  nameField: string,
  take: (fields: Entry['fields']) => Promise<string | undefined>,
): Promise<Taken> => {
  const taken: string[] = [];
  const refusals: string[] = [];
  for (const { place, fields } of entries) {
    const given = fields[nameField];
    const name = typeof given === 'string' ? printable(given.slice(0, 128)) : `no ${nameField}`;
    const problem = await take(fields).catch((error: Error) => error.message);
    if (problem === undefined) taken.push(name);
    else refusals.push(`${place} (${name}): ${problem}`);
  }
  return { taken, refusals };
};
