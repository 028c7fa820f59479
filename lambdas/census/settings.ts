import * as z from 'zod';
import {
  type Environment,
  type FleetSettings,
  fleetEnvironment,
  fleetOf,
  readEnvironment,
} from '../adapters/fleet-settings.ts';
import { ENV } from '../contract.ts';

const environment = fleetEnvironment.extend({ [ENV.tempo]: z.coerce.number().min(1).max(60).default(1) });

const REMEDY = { [ENV.tempo]: 'must be a number from 1 to 60, or left out' };

export interface Settings extends FleetSettings {
  /** How many times as fast as deployed. @default 1 */
  readonly tempo: number;
}

/** @throws {SettingsError} */
export const readSettings = (env: Environment): Settings => {
  const read = readEnvironment(environment, env, REMEDY);
  return { ...fleetOf(read), tempo: read[ENV.tempo] };
};
