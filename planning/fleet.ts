import { TICK_TIMEOUT_SECONDS } from '../lambdas/contract.ts';
import { SECOND } from '../lambdas/core/time.ts';

/** A fleet that somebody expects, and what is assumed where nobody knows yet. Spans in ms. */
export interface Fleet {
  readonly principals: number;
  /** Of an access token. */
  readonly lifetime: number;
  /** The one cloud of all of them, whose protocol bounds what an app may ask. Absent: the most careful one. */
  readonly provider?: string;
  /** Apps that they are spread over. Where a cloud's app holds one token, it is one for each principal. */
  readonly apps: number;
  /** How often the consumers of one principal together read its secret. */
  readonly readsPerHour: number;
  /** From a request until a provider's whole answer. */
  readonly latency: number;
  /** Bytes of an access token, and as many of a refresh token. */
  readonly tokenBytes: number;
  /** Where it runs: quotas and prices differ. */
  readonly region: string;
  readonly settings: TickSettings;
}

/** The construct's props on which it depends how much a tick gets done. */
export interface TickSettings {
  /** Principals worked on at once. */
  readonly concurrency: number;
  /** Secrets Manager writes a second. */
  readonly publishRate: number;
  /** Of one tick. */
  readonly timeout: number;
  /** MiB. */
  readonly memorySize: number;
}

/** As the construct has them (`infra/settings.ts`). */
export const DEFAULT_SETTINGS: TickSettings = {
  concurrency: 24,
  publishRate: 35,
  timeout: TICK_TIMEOUT_SECONDS * SECOND,
  memorySize: 512,
};

/** What is assumed of whatever is not given. One consumer that caches for five minutes reads twelve times an hour. */
export const ASSUMED = {
  apps: 1,
  readsPerHour: 12,
  latency: SECOND / 2,
  tokenBytes: 256,
  region: 'us-east-1',
  settings: DEFAULT_SETTINGS,
} as const satisfies Omit<Fleet, 'principals' | 'lifetime'>;

export const fleetOf = (expected: Pick<Fleet, 'principals' | 'lifetime'> & Partial<Fleet>): Fleet => ({
  ...ASSUMED,
  ...expected,
});
