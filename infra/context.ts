import { RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import { fleetProblem, type Problem, secretPrefixProblem } from './setting-rules.ts';
import type { RefreshSchedulerProps } from './settings.ts';

/**
 * The settings that can be given on the command line or in `cdk.json`:
 *
 * - `-c fleet=ID`
 * - `-c prefix=PREFIX` where the secrets live
 * - `-c disposable=true` for a trial: tables, logs and key are deleted with the stack (published secrets stay)
 *
 * @throws where a value cannot be used, naming the key.
 */
export const settingsFromContext = (node: Node): RefreshSchedulerProps => {
  const fleet = read(node, 'fleet', fleetProblem);
  const secretPrefix = read(node, 'prefix', secretPrefixProblem);
  const disposable = read(node, 'disposable', flagProblem);
  return {
    ...(fleet !== undefined && { fleet }),
    ...(secretPrefix !== undefined && { secretPrefix }),
    ...(disposable === 'true' && {
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
    }),
  };
};

const read = (node: Node, key: string, problemOf: (value: unknown) => Problem): string | undefined => {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined) return undefined;

  const problem = problemOf(value);
  if (problem !== undefined) throw new Error(`Context "${key}" (-c ${key}=...) ${problem}.`);
  return String(value);
};

/** The command line gives text, `cdk.json` gives true or false. */
const flagProblem = (value: unknown): Problem =>
  ['true', 'false'].includes(String(value)) ? undefined : `is '${value}'; use true or false`;
