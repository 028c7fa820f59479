import * as z from 'zod';
import {
  type Environment,
  type FleetSettings,
  fleetEnvironment,
  fleetOf,
  readEnvironment,
} from '../adapters/fleet-settings.ts';
import { ENV } from '../contract.ts';

const numberIn = (least: number, most: number) => z.coerce.number().min(least).max(most);

const environment = fleetEnvironment.extend({
  [ENV.concurrency]: numberIn(1, 64).int(),
  [ENV.publishRate]: numberIn(1, 50),
  [ENV.tempo]: numberIn(1, 60).default(1),
});

const REMEDY = {
  [ENV.concurrency]: 'must be a whole number from 1 to 64',
  [ENV.publishRate]: 'must be a number from 1 to 50 (Secrets Manager allows 50 writes a second)',
  [ENV.tempo]: 'must be a number from 1 to 60, or left out',
};

export interface Settings extends FleetSettings {
  readonly concurrency: number;
  readonly publishRate: number;
  /** How many times as fast as deployed. @default 1 */
  readonly tempo: number;
}

/** @throws {SettingsError} */
export const readSettings = (env: Environment): Settings => {
  const read = readEnvironment(environment, env, REMEDY);
  return {
    ...fleetOf(read),
    concurrency: read[ENV.concurrency],
    publishRate: read[ENV.publishRate],
    tempo: read[ENV.tempo],
  };
};
