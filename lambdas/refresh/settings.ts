import * as z from 'zod';
import { ENV } from '../contract.ts';

const required = z.string().min(1);
const numberIn = (least: number, most: number) => z.coerce.number().min(least).max(most);

const environment = z.object({
  [ENV.principalsTable]: required,
  [ENV.controlsTable]: required,
  [ENV.keyArn]: required.regex(/^arn:[^:]+:kms:/),
  [ENV.fleet]: required,
  [ENV.secretPrefix]: required,
  [ENV.eventBus]: required,
  [ENV.concurrency]: numberIn(1, 64).int(),
  [ENV.publishRate]: numberIn(1, 50),
});

const REMEDY: Readonly<Record<string, string>> = {
  [ENV.keyArn]: 'must be the ARN of a KMS key',
  [ENV.concurrency]: 'must be a whole number from 1 to 64',
  [ENV.publishRate]: 'must be a number from 1 to 50 (Secrets Manager allows 50 writes a second)',
};

export interface Settings {
  readonly principalsTable: string;
  readonly controlsTable: string;
  readonly keyArn: string;
  readonly fleet: string;
  readonly secretPrefix: string;
  readonly eventBus: string;
  readonly concurrency: number;
  readonly publishRate: number;
}

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

/** @throws {SettingsError} */
export const readSettings = (env: Readonly<Record<string, string | undefined>>): Settings => {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const keys = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    throw new SettingsError(
      [...keys].map((key) => `${key} ${env[key] ? (REMEDY[key] ?? 'is not usable') : 'is missing'}`),
    );
  }
  const { data } = parsed;
  return {
    principalsTable: data[ENV.principalsTable],
    controlsTable: data[ENV.controlsTable],
    keyArn: data[ENV.keyArn],
    fleet: data[ENV.fleet],
    secretPrefix: data[ENV.secretPrefix],
    eventBus: data[ENV.eventBus],
    concurrency: data[ENV.concurrency],
    publishRate: data[ENV.publishRate],
  };
};
