import { TICK_EVERY_SECONDS } from '../lambdas/contract.ts';
import type { Protocol } from '../lambdas/core/protocols/protocol.ts';
import { SECOND } from '../lambdas/core/time.ts';
import { LIMITS } from '../lambdas/flow/limits.ts';
import { appsOf, cloudsOf, holdsOneToken, requestsAtOnce } from './clouds.ts';
import type { Fleet } from './fleet.ts';

/** Refreshes that one tick gets done at most, by what bounds it. The least of them counts. */
export interface Capacity {
  /** So long a tick reads queues before anything begins, ms. */
  readonly opensFor: number;
  /**
   * So long a tick begins new work, ms: once it has read the first page of every app's queue, and until what it asks last
   * can no longer be kept before its end.
   */
  readonly beginsFor: number;
  readonly pace: number;
  readonly pool: number;
  /** Of all apps together; absent where an app holds a single token, since it is never asked twice. */
  readonly apps?: number;
  readonly perTick: number;
  readonly perSecond: number;
}

/** Claim, keep, put and settle, ms; and one query of a queue. Assumed of calls inside a Region. */
const CALLS_OF_AWS = 100;
const QUERY = 10;
/** As `lambdas/flow/tick.ts` reads them. */
const QUEUES_READ_AT_ONCE = 16;
/** The first Put of a run repeats an old one, to prove that secrets can be written. */
const PROOFS = 1;
/** A cloud may hold half of the pool (`lambdas/core/rotation.ts`). */
const SHARE_OF_ONE_CLOUD = 1 / 2;

/** Beyond this a request is given up, ms. */
export const LONGEST_LATENCY = LIMITS.provider;

/** How long a principal holds its place in the pool, ms. */
export const holds = ({ latency }: Pick<Fleet, 'latency'>): number => latency + CALLS_OF_AWS;

/** How many are worked on at once. */
export const places = ({ settings }: Pick<Fleet, 'settings'>): number =>
  Math.max(1, Math.floor(settings.concurrency * SHARE_OF_ONE_CLOUD));

export const capacityOf = (fleet: Fleet): Capacity => {
  const { settings } = fleet;
  const untilTheLast = Math.max(0, settings.timeout - LIMITS.provider - LIMITS.persistReserve);
  const opensFor = Math.min(untilTheLast, Math.ceil(appsOf(fleet) / QUEUES_READ_AT_ONCE) * QUERY);
  const beginsFor = untilTheLast - opensFor;
  const turns = beginsFor / holds(fleet);
  const pace = Math.max(0, Math.floor((beginsFor / SECOND) * settings.publishRate) - PROOFS);
  const pool = Math.floor(places(fleet) * turns);
  const apps = perApp(fleet, beginsFor, turns);
  const perTick = Math.min(pace, pool, apps ?? Number.POSITIVE_INFINITY);
  return {
    opensFor,
    beginsFor,
    pace,
    pool,
    ...(apps === undefined ? {} : { apps }),
    perTick,
    perSecond: perTick / TICK_EVERY_SECONDS,
  };
};

/** What the protocol lets an app ask in one run, times the apps. */
const perApp = (fleet: Fleet, beginsFor: number, turns: number): number | undefined => {
  if (holdsOneToken(fleet)) return undefined;
  const rate = ({ rateLimit }: Protocol): number =>
    rateLimit ? (beginsFor * rateLimit.calls) / rateLimit.perMs : Number.POSITIVE_INFINITY;
  const rates = cloudsOf(fleet).map(rate);
  return Math.floor(fleet.apps * Math.min(requestsAtOnce(fleet) * turns, ...rates));
};
