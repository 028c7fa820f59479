import type { Totals } from './live-time.ts';
import type { World } from './world.ts';

/** What one run came to. */
export interface Outcome {
  readonly seed: number;
  readonly fleet: number;
  readonly days: number;
  readonly refreshes: number;
  readonly usedTwice: number;
  readonly lostOutside: number;
  readonly lostInside: number;
  readonly lossesInjected: number;
  readonly lossesAverted: number;
  readonly haltedWithoutCause: number;
  readonly halted: number;
  readonly time: Totals;
  readonly violation: Broken | undefined;
}

export interface Broken {
  readonly promise: string;
  readonly principalId: string | undefined;
  readonly what: string;
  readonly at: number;
}

/** Of several runs. */
export type Sum = Omit<Outcome, 'seed' | 'fleet'>;

const PROMISE = {
  usedTwice: 'used twice',
  lostOutside: 'lost outside ask and keep',
  haltedWithoutCause: 'halted without cause',
} as const;

export const outcomeOf = (world: World, days: number): Outcome => {
  const { books, live, promises, violation, plan, time } = world;
  const { figures } = books;
  const broke = (promise: string) => (violation?.promise === promise ? 1 : 0);
  return {
    seed: plan.seed,
    fleet: plan.fleet,
    days,
    refreshes: figures.refreshed + figures.loggedIn,
    usedTwice: broke(PROMISE.usedTwice),
    lostOutside: broke(PROMISE.lostOutside),
    lostInside: figures.lost,
    lossesInjected: figures.lossesInjected,
    lossesAverted: figures.lossesAverted,
    haltedWithoutCause: broke(PROMISE.haltedWithoutCause),
    halted: promises.halted,
    time: live.total(),
    violation: violation && {
      promise: violation.promise,
      principalId: violation.principalId,
      what: violation.message,
      at: time.now,
    },
  };
};

/** Several runs as one, in the order given. */
export const together = (outcomes: readonly Outcome[]): Sum => {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
  const reasons = [
    ...new Set(outcomes.flatMap(({ time }) => Object.keys(time.aside))),
  ] as (keyof Totals['aside'])[];
  return {
    days: sum((one) => one.days),
    refreshes: sum((one) => one.refreshes),
    usedTwice: sum((one) => one.usedTwice),
    lostOutside: sum((one) => one.lostOutside),
    lostInside: sum((one) => one.lostInside),
    lossesInjected: sum((one) => one.lossesInjected),
    lossesAverted: sum((one) => one.lossesAverted),
    haltedWithoutCause: sum((one) => one.haltedWithoutCause),
    halted: sum((one) => one.halted),
    time: {
      live: sum(({ time }) => time.live),
      wire: sum(({ time }) => time.wire),
      handOver: sum(({ time }) => time.handOver),
      dead: sum(({ time }) => time.dead),
      aside: Object.fromEntries(reasons.map((why) => [why, sum(({ time }) => time.aside[why] ?? 0)])),
    },
    violation: outcomes.find((one) => one.violation)?.violation,
  };
};
