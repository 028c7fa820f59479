import { ALL_METRICS, type Apart } from '../lambdas/metrics.ts';

/*
 * What a stack has of everything that is billed, or counted against a quota, however large its fleet is. A test counts them
 * in the synthesized template.
 */

export const ALARMS = 22;
export const DASHBOARDS = 1;
export const INSIGHT_RULES = 1;
export const KEYS = 1;
/** Of ticks, censuses and notices. */
export const SCHEDULES = 3;
/** A function listens to it all the time, and pays for that. */
export const LISTENED_QUEUES = 1;

/** MiB of the functions whose memory is no setting. */
export const MEMORY = { census: 512, operate: 512, reject: 256, notify: 256 } as const;

/** One of each function that a schedule starts, and two of `reject` at most. */
export const RUNNING_AT_ONCE = SCHEDULES + 2 * LISTENED_QUEUES;

const STATES = 3;

/** Each set of a metric's dimensions is billed as a metric of its own, in the hours in which it has values. */
export const metricSets = (providers = 1): number => {
  const sets: Readonly<Record<Apart, number>> = { fleet: 1, provider: providers, state: STATES };
  return ALL_METRICS.flatMap(({ apart }) => apart).reduce((sum, one) => sum + sets[one], 0);
};
