import * as z from 'zod';
import { ENV } from '../contract.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const required = z.string().min(1);

/** Where everything of a fleet is. */
export interface FleetSettings {
  readonly principalsTable: string;
  readonly controlsTable: string;
  readonly keyArn: string;
  readonly fleet: string;
  readonly secretPrefix: string;
  readonly eventBus: string;
}

/** What every function is told of it. */
export const fleetEnvironment = z.object({
  [ENV.principalsTable]: required,
  [ENV.controlsTable]: required,
  [ENV.keyArn]: required.regex(/^arn:[^:]+:kms:/),
  [ENV.fleet]: required,
  [ENV.secretPrefix]: required,
  [ENV.eventBus]: required,
});

const REMEDY = { [ENV.keyArn]: 'must be the ARN of a KMS key' };

/** The environment does not fit: names each key and its remedy. */
export class SettingsError extends Error {
  readonly code = 'settings-unfit';

  constructor(problems: readonly string[]) {
    super(
      `The function's environment does not fit. ${problems.join('; ')}. Deploy the stack again to set it.`,
    );
    this.name = 'SettingsError';
  }
}

/**
 * @param remedies by key, for values that are there and do not fit
 * @throws {SettingsError}
 */
export const readEnvironment = <S extends z.ZodType>(
  schema: S,
  env: Environment,
  remedies: Readonly<Record<string, string>> = {},
): z.output<S> => {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const remedyOf: Readonly<Record<string, string>> = { ...REMEDY, ...remedies };
  const keys = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
  throw new SettingsError(
    [...keys].map((key) => `${key} ${env[key] ? (remedyOf[key] ?? 'is not usable') : 'is missing'}`),
  );
};

export const fleetOf = (read: z.output<typeof fleetEnvironment>): FleetSettings => ({
  principalsTable: read[ENV.principalsTable],
  controlsTable: read[ENV.controlsTable],
  keyArn: read[ENV.keyArn],
  fleet: read[ENV.fleet],
  secretPrefix: read[ENV.secretPrefix],
  eventBus: read[ENV.eventBus],
});

/** @throws {SettingsError} */
export const fleetSettings = (env: Environment): FleetSettings =>
  fleetOf(readEnvironment(fleetEnvironment, env));
