import type { World } from './world.ts';

/** What one run came to. */
export interface Outcome {
  readonly seed: number;
  readonly days: number;
  readonly refreshes: number;
  readonly usedTwice: number;
  readonly lostOutside: number;
  readonly lostInside: number;
  readonly lossesInjected: number;
  readonly lossesAverted: number;
  readonly haltedWithoutCause: number;
  readonly halted: number;
  /** Shares of 1 of the time that counts: all, less what was set aside. */
  readonly liveTime: number;
  /** From the old token's end at its cloud to the publication of the new one, undisturbed. */
  readonly handOver: number;
  /** Of all time. */
  readonly setAside: number;
  readonly violation:
    | {
        readonly promise: string;
        readonly principalId: string | undefined;
        readonly what: string;
        readonly at: number;
      }
    | undefined;
}

const PROMISE = {
  usedTwice: 'used twice',
  lostOutside: 'lost outside ask and keep',
  haltedWithoutCause: 'halted without cause',
} as const;

export const outcomeOf = (world: World, days: number): Outcome => {
  const { books, live, promises, violation, plan, time } = world;
  const total = live.total();
  const counted = total.live + total.handOver + total.dead;
  const broke = (promise: string) => (violation?.promise === promise ? 1 : 0);
  return {
    seed: plan.seed,
    days,
    refreshes: books.figures.refreshed + books.figures.loggedIn,
    usedTwice: broke(PROMISE.usedTwice),
    lostOutside: broke(PROMISE.lostOutside),
    lostInside: books.figures.lost,
    lossesInjected: books.figures.lossesInjected,
    lossesAverted: books.figures.lossesAverted,
    haltedWithoutCause: broke(PROMISE.haltedWithoutCause),
    halted: promises.halted,
    liveTime: counted === 0 ? 1 : (total.live + total.handOver) / counted,
    handOver: counted === 0 ? 0 : total.handOver / counted,
    setAside: total.aside / (counted + total.aside),
    violation: violation && {
      promise: violation.promise,
      principalId: violation.principalId,
      what: violation.message,
      at: time.now,
    },
  };
};

/** Several runs as one. */
export const together = (outcomes: readonly Outcome[]): Omit<Outcome, 'seed'> => {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
  const mean = (of: (outcome: Outcome) => number) =>
    sum((one) => of(one) * one.days) /
    Math.max(
      1,
      sum((one) => one.days),
    );
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
    liveTime: mean((one) => one.liveTime),
    handOver: mean((one) => one.handOver),
    setAside: mean((one) => one.setAside),
    violation: outcomes.find((one) => one.violation)?.violation,
  };
};

const percent = (share: number, digits: number): string => `${(100 * share).toFixed(digits)} %`;

/** One line: the figures that were promised. */
export const summaryOf = (outcome: Omit<Outcome, 'seed'>): string =>
  [
    `refreshes made ${outcome.refreshes}`,
    `used twice ${outcome.usedTwice}`,
    `lost outside ask->keep ${outcome.lostOutside}`,
    `lost inside ${outcome.lostInside} of ${outcome.lossesInjected} injected (${outcome.lossesAverted} averted)`,
    `halted without cause ${outcome.haltedWithoutCause}`,
    `live-token time ${percent(outcome.liveTime, 5)} (of it hand-over ${percent(outcome.handOver, 5)}; set aside ${percent(outcome.setAside, 2)})`,
  ].join('; ');
