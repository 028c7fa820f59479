import type { AwsAddress } from '../../lambdas/adapters/clients.ts';
import type { Place } from '../canned/serve.ts';

/** How one round is to be run. */
export interface Wish {
  /** Principals worked on at once. */
  readonly concurrency: number;
  /** Refreshes begun a second, as the scheduler paces them. @default no pacing */
  readonly rate?: number;
  /** Refreshes after which the round ends. @default all that are due */
  readonly atMost?: number;
}

/** Refreshes what is due, and answers how many secrets it has published. */
export type Program = (wish: Wish) => Promise<number>;

export const addressOf = ({ aws, region }: Place): AwsAddress => ({
  endpoint: aws,
  region,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
