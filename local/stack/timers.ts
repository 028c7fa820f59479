import type { StackSchedule } from './running.ts';

export interface Timers {
  /** Fires nothing more. Resolves when all that is under way has ended. */
  stop(): Promise<void>;
}

/**
 * Fires each enabled schedule now and then once a period, whether or not the former invocation has ended, as Scheduler
 * does with a rate that has no start date.
 *
 * @param everyMs period of the schedule that fires most often; the others keep their proportion to it. Default: as deployed
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export const startTimers = (schedules: Iterable<StackSchedule>, everyMs?: number): Timers => {
  const enabled = [...schedules].filter((schedule) => schedule.enabled);
  const shortest = Math.min(...enabled.map((schedule) => schedule.everyMs));
  const scale = everyMs === undefined ? 1 : everyMs / shortest;
  const underWay = new Set<Promise<unknown>>();

  const fire = (schedule: StackSchedule): void => {
    // What could not be delivered is in the dead-letter queue; the next period is another chance.
    const fired = schedule.fire().catch(() => {});
    underWay.add(fired);
    void fired.then(() => underWay.delete(fired));
  };
  const timers = enabled.map((schedule) => {
    fire(schedule);
    return setInterval(fire, schedule.everyMs * scale, schedule);
  });

  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
    },
  };
};
