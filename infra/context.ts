import { RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import { emailsProblem, fleetProblem, type Problem, secretPrefixProblem } from './setting-rules.ts';
import type { RefreshSchedulerProps } from './settings.ts';

/** Settings were given that cannot be used. The message has a line for each. */
export class ContextError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ContextError';
  }
}

/**
 * The settings that can be given on the command line or in `cdk.json`:
 *
 * - `-c fleet=ID`
 * - `-c prefix=PREFIX` where the secrets live
 * - `-c page=ADDRESS` and `-c ticket=ADDRESS` who gets mail, and what for; several addresses with commas between
 * - `-c disposable=true` for a trial: tables, logs and key are deleted with the stack (published secrets stay)
 *
 * @throws {ContextError} with every value that cannot be used, naming its key.
 */
export const settingsFromContext = (node: Node): RefreshSchedulerProps => {
  const problems: string[] = [];
  const read = (key: string, problemOf: (value: unknown) => Problem): string | undefined => {
    const value: unknown = node.tryGetContext(key);
    if (value === undefined) return undefined;
    const problem = problemOf(value);
    if (problem !== undefined) problems.push(`Context "${key}" (-c ${key}=...) ${problem}.`);
    return String(value);
  };

  const fleet = read('fleet', fleetProblem);
  const secretPrefix = read('prefix', secretPrefixProblem);
  const page = read('page', addressesProblem);
  const ticket = read('ticket', addressesProblem);
  const disposable = read('disposable', flagProblem);
  if (problems.length > 0) throw new ContextError(problems);
  return {
    ...(fleet !== undefined && { fleet }),
    ...(secretPrefix !== undefined && { secretPrefix }),
    ...(page !== undefined && { pageTo: addressesIn(page) }),
    ...(ticket !== undefined && { ticketTo: addressesIn(ticket) }),
    ...(disposable === 'true' && {
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
    }),
  };
};

/** The command line gives text, `cdk.json` gives true or false. */
const flagProblem = (value: unknown): Problem =>
  ['true', 'false'].includes(String(value)) ? undefined : `is '${value}'; use true or false`;

const addressesIn = (value: string): readonly string[] => value.split(',').map((address) => address.trim());

const addressesProblem = (value: unknown): Problem => emailsProblem(addressesIn(String(value)));
