import type { Admission } from './standing.ts';

/** One app's queue, as the next pick sees it. */
export interface Queue {
  readonly app: string;
  readonly provider: string;
  /** Something is waiting, or may be: nobody has read to the queue's end yet. */
  readonly waiting: boolean;
  readonly inFlight: number;
  /** Requests that the cloud lets this app have under way at once. */
  readonly limit: number;
  /** The rate limit lets the next one start at (epoch ms). */
  readonly nextStartAt: number;
  readonly admission: Admission;
}

export interface Pool {
  readonly size: number;
  readonly inFlight: number;
}

export type Turn =
  | { readonly pick: 'start'; readonly app: string }
  /** Nothing can start now; something may once a request ends, or at `until` (epoch ms) if that comes first. */
  | { readonly pick: 'wait'; readonly until: number }
  | { readonly pick: 'none' };

/**
 * Which app's oldest row is taken next. `queues` are in order of their last turn, longest ago first (round-robin).
 *
 * A cloud that hangs may hold half of the pool and never all of it, so that it delays nobody else.
 */
export const pickNext = (queues: readonly Queue[], pool: Pool, now: number): Turn => {
  const waiting = queues.filter((queue) => queue.waiting);
  if (waiting.length === 0) return { pick: 'none' };
  if (pool.inFlight >= pool.size) return { pick: 'wait', until: Number.POSITIVE_INFINITY };

  const held = inFlightByProvider(queues);
  const share = Math.max(1, Math.floor(pool.size / 2));
  let until = Number.POSITIVE_INFINITY;
  for (const queue of waiting) {
    const startsAt = opensAt(queue, now);
    if (startsAt === undefined || (held.get(queue.provider) ?? 0) >= share) continue;
    if (startsAt <= now) return { pick: 'start', app: queue.app };
    until = Math.min(until, startsAt);
  }
  return pool.inFlight > 0 || until < Number.POSITIVE_INFINITY ? { pick: 'wait', until } : { pick: 'none' };
};

/** `undefined`: not before one of its own requests ends, or not in this run (nobody pays for a run that waits out a throttle). */
const opensAt = ({ admission, inFlight, limit, nextStartAt }: Queue, now: number): number | undefined => {
  if (admission.admits === 'none') return undefined;
  if (inFlight >= (admission.admits === 'probe' ? 1 : limit)) return undefined;
  return Math.max(now, nextStartAt);
};

const inFlightByProvider = (queues: readonly Queue[]): Map<string, number> => {
  const held = new Map<string, number>();
  for (const { provider, inFlight } of queues) held.set(provider, (held.get(provider) ?? 0) + inFlight);
  return held;
};
