import { type Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { TICK_TIMEOUT_LEAST_SECONDS, TICK_TIMEOUT_SECONDS } from '../lambdas/contract.ts';
import { CLOUDS } from '../planning/clouds.ts';
import type { Settings } from './settings.ts';

/** What is wrong with one setting, showing what was got, and the remedy. Nothing when it is good. */
export type Problem = string | undefined;

const FLEET = /^[A-Za-z0-9_-]{1,64}$/;
/** Names of Secrets Manager less what IAM patterns give a meaning to; no empty part, so no slash at the end. */
const SECRET_PREFIX = /^\/?[A-Za-z0-9_+=.@-]+(\/[A-Za-z0-9_+=.@-]+)*$/;
/** A secret's name has 512 characters; `/tokens/`, a provider and a principal's 128 must fit behind the prefix. */
const SECRET_PREFIX_LENGTH = 256;
/** As SNS takes it and a person types it; whether anybody reads there, the confirmation shows. */
const EMAIL = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;
/** What an entry is added to with `#`. An alarm's description has 1,024 characters for everything. */
const RUNBOOK = /^[^\s#]{1,256}$/;
const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;

const quoted = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));
const seconds = (duration: Duration): string => `${duration.toSeconds({ integral: false })} s`;

export const fleetProblem = (fleet: unknown): Problem =>
  typeof fleet === 'string' && FLEET.test(fleet)
    ? undefined
    : `is ${quoted(fleet)}; use 1 to 64 letters, digits, "_" and "-"`;

export const secretPrefixProblem = (prefix: unknown): Problem => {
  if (typeof prefix !== 'string' || Token.isUnresolved(prefix) || prefix === '')
    return `is ${quoted(prefix)}; give it as plain text`;
  if (prefix.endsWith('/')) return `is ${quoted(prefix)}; leave out the slash at the end`;
  if (prefix.length > SECRET_PREFIX_LENGTH)
    return `is ${prefix.length} characters long; use at most ${SECRET_PREFIX_LENGTH}`;
  if (!SECRET_PREFIX.test(prefix))
    return `is ${quoted(prefix)}; use letters, digits and "_+=.@-", with single slashes between parts`;
  return undefined;
};

const wholeNumberProblem = (value: number, least: number, most: number, unit: string): Problem =>
  Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : `is ${value}; use a whole number from ${least} to ${most} ${unit}`;

const timeoutProblem = ({ timeout }: Settings): Problem => {
  const limit = timeout.toSeconds({ integral: false });
  if (limit > TICK_TIMEOUT_SECONDS)
    return `is ${seconds(timeout)}; use at most ${TICK_TIMEOUT_SECONDS} s: the margins of refreshing count on it`;
  return Number.isInteger(limit) && limit >= TICK_TIMEOUT_LEAST_SECONDS
    ? undefined
    : `is ${seconds(timeout)}; use whole seconds from ${TICK_TIMEOUT_LEAST_SECONDS}, so that a request and the keeping of its answer fit`;
};

const expectedProblem = ({ expected }: Settings): Problem => {
  if (expected === undefined) return undefined;
  const { principals, lifetime, provider, apps = 1 } = expected;
  for (const [what, number] of Object.entries({ principals, apps }))
    if (!Number.isInteger(number) || number < 1) return `has ${number} ${what}; use a whole number from 1`;
  if (lifetime.toSeconds({ integral: false }) < 60)
    return `has a lifetime of ${seconds(lifetime)}; use a minute or more`;
  return provider === undefined || CLOUDS.includes(provider)
    ? undefined
    : `has the provider ${quoted(provider)}; use one of ${CLOUDS.join(', ')}, or leave it out`;
};

const logRetentionProblem = ({ logRetention }: Settings): Problem =>
  logRetention >= 30
    ? undefined
    : `is ${logRetention} days; use RetentionDays.ONE_MONTH or more, since logs may hold a sealed grant to be rescued`;

const reservedConcurrencyProblem = ({ reservedConcurrency }: Settings): Problem =>
  reservedConcurrency === undefined || (Number.isInteger(reservedConcurrency) && reservedConcurrency >= 1)
    ? undefined
    : `is ${reservedConcurrency}; use a whole number from 1, or leave it out (0 would stop the scheduler)`;

const removalPolicyProblem = ({ removalPolicy, deletionProtection }: Settings): Problem => {
  if (removalPolicy === RemovalPolicy.SNAPSHOT)
    return `is '${removalPolicy}', which tables and keys do not have; use RETAIN or DESTROY`;
  return removalPolicy === RemovalPolicy.DESTROY && deletionProtection
    ? `is '${removalPolicy}' while deletionProtection is true, so the stack could not be deleted; set deletionProtection to false, or use RETAIN`
    : undefined;
};

const tableNameProblem = (name: string | undefined): Problem =>
  name === undefined || TABLE_NAME.test(name)
    ? undefined
    : `is ${quoted(name)}; use 3 to 255 letters, digits, "_", "." and "-", or leave it out`;

const controlsTableNameProblem = ({ controlsTableName, principalsTableName }: Settings): Problem =>
  controlsTableName !== undefined && controlsTableName === principalsTableName
    ? `is ${quoted(controlsTableName)}, as is principalsTableName; give each table its own name`
    : tableNameProblem(controlsTableName);

export const emailsProblem = (addresses: readonly string[]): Problem => {
  const wrong = addresses.find((one) => !EMAIL.test(one));
  if (wrong !== undefined) return `has ${quoted(wrong)}; use e-mail addresses`;
  const repeated = addresses.find((one, index) => addresses.indexOf(one) !== index);
  return repeated === undefined ? undefined : `has ${quoted(repeated)} twice; name each address once`;
};

const runbookProblem = ({ runbook }: Settings): Problem =>
  RUNBOOK.test(runbook)
    ? undefined
    : `is ${quoted(runbook)}; use a path or an address of 1 to 256 characters, without spaces and "#"`;

const RULES: Readonly<Partial<Record<keyof Settings, (settings: Settings) => Problem>>> = {
  secretPrefix: ({ secretPrefix }) => secretPrefixProblem(secretPrefix),
  fleet: ({ fleet }) => fleetProblem(fleet),
  timeout: timeoutProblem,
  memorySize: ({ memorySize }) => wholeNumberProblem(memorySize, 256, 10_240, 'MiB'),
  concurrency: ({ concurrency }) => wholeNumberProblem(concurrency, 1, 64, 'principals'),
  publishRate: ({ publishRate }) => wholeNumberProblem(publishRate, 1, 50, 'writes a second'),
  expected: expectedProblem,
  logRetention: logRetentionProblem,
  reservedConcurrency: reservedConcurrencyProblem,
  removalPolicy: removalPolicyProblem,
  pageTo: ({ pageTo }) => emailsProblem(pageTo),
  ticketTo: ({ ticketTo }) => emailsProblem(ticketTo),
  runbook: runbookProblem,
  principalsTableName: ({ principalsTableName }) => tableNameProblem(principalsTableName),
  controlsTableName: controlsTableNameProblem,
};

/** Everything that is wrong with the settings, one line each, in the order of the props. */
export const problemsOf = (settings: Settings): readonly string[] =>
  Object.entries(RULES).flatMap(([name, rule]) => {
    const problem = rule(settings);
    return problem === undefined ? [] : [`${name} ${problem}.`];
  });
