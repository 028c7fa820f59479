import * as z from 'zod';
import { type Environment, readEnvironment } from '../adapters/fleet-settings.ts';
import { ENV } from '../contract.ts';

const environment = z.object({
  [ENV.principalsTable]: z.string().min(1),
  [ENV.tempo]: z.coerce.number().min(1).max(60).default(1),
});

const REMEDY = { [ENV.tempo]: 'must be a number from 1 to 60, or left out' };

/** Of the fleet it knows the table of principals alone. */
export interface Settings {
  readonly principalsTable: string;
  /** How many times as fast as deployed. @default 1 */
  readonly tempo: number;
}

/** @throws {SettingsError} */
export const readSettings = (env: Environment): Settings => {
  const read = readEnvironment(environment, env, REMEDY);
  return { principalsTable: read[ENV.principalsTable], tempo: read[ENV.tempo] };
};
