import * as z from 'zod';
import { type Environment, readEnvironment } from '../adapters/fleet-settings.ts';
import { ENV } from '../contract.ts';

const required = z.string().min(1);
const topicArn = required.regex(/^arn:[^:]+:sns:/);

const environment = z.object({
  [ENV.controlsTable]: required,
  [ENV.fleet]: required,
  [ENV.pageTopic]: topicArn,
  [ENV.ticketTopic]: topicArn,
  [ENV.runbook]: required,
  [ENV.tempo]: z.coerce.number().min(1).max(60).default(1),
});

const TOPIC = 'must be the ARN of an SNS topic';
const REMEDY = {
  [ENV.pageTopic]: TOPIC,
  [ENV.ticketTopic]: TOPIC,
  [ENV.tempo]: 'must be a number from 1 to 60, or left out',
};

/** Of the fleet it knows the table of controls alone. */
export interface Settings {
  readonly controlsTable: string;
  readonly fleet: string;
  /** ARNs, by what is sent there. */
  readonly topics: { readonly page: string; readonly ticket: string };
  readonly runbook: string;
  /** How many times as fast as deployed. @default 1 */
  readonly tempo: number;
}

/** @throws {SettingsError} */
export const readSettings = (env: Environment): Settings => {
  const read = readEnvironment(environment, env, REMEDY);
  return {
    controlsTable: read[ENV.controlsTable],
    fleet: read[ENV.fleet],
    topics: { page: read[ENV.pageTopic], ticket: read[ENV.ticketTopic] },
    runbook: read[ENV.runbook],
    tempo: read[ENV.tempo],
  };
};
