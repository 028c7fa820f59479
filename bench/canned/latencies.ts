import { setTimeout } from 'node:timers/promises';

/** How long each answer is held back, in ms. */
export interface Latencies {
  readonly dynamodb: number;
  readonly secretsmanager: number;
  readonly kms: number;
  readonly cloud: number;
}

/** Nothing is waited for: the processor alone bounds the work. */
export const NONE: Latencies = { dynamodb: 0, secretsmanager: 0, kms: 0, cloud: 0 };

/** As the simulation has them: what calls within a Region, and a request to a cloud, take as a rule. */
export const USUAL: Latencies = { dynamodb: 6, secretsmanager: 25, kms: 6, cloud: 80 };

export const held = async (ms: number): Promise<void> => {
  if (ms > 0) await setTimeout(ms);
};
