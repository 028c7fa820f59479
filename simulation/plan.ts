import { AS_DEPLOYED, type Tempo } from '../lambdas/core/tempo.ts';
import { DAY, HOUR } from '../lambdas/core/time.ts';

/** What a run is made of. Spans in ms, the rest shares of 1. */
export interface Plan {
  readonly seed: number;
  /** Which of the fleets that share a seed; each has its own chances. */
  readonly fleet: number;
  readonly principals: number;
  readonly days: number;
  readonly tempo: Tempo;
  /** Whether outages may last longer than the margins cover: then the service level is only told, not promised. */
  readonly outagesExceedMargins: boolean;
  /** But for hand-overs, over all principals; looked at each day. */
  readonly liveTimeAtLeast?: number;
  /** All principals are enrolled in this time. */
  readonly enrolledWithin: number;
  /** Mean time between outages of one app's cloud, of one AWS service, and between mistakes of one app's operator. */
  readonly betweenCloudOutages: number;
  readonly betweenServiceOutages: number;
  readonly betweenMistakes: number;
  /** Of outages: those that begin at the worst moment, when a token has been issued and nothing of it is kept. */
  readonly ambushes: number;
  /** Mean time between an operator's hand on one principal, and between rejections of its token. */
  readonly betweenHands: number;
  readonly betweenRejections: number;
  /** Of tokens that are issued: those whose principal gets a hand laid on before they are kept. */
  readonly handsInTheMiddle: number;
  /** Of rejections: by a consumer that rejects each token in turn, for hours. */
  readonly fussyConsumers: number;
  /** Of calls to AWS in good weather that meet trouble. */
  readonly troubledCalls: number;
  /** Of writes of secrets: those that land once more, minutes to hours later. */
  readonly latePuts: number;
  /** Of requests to clouds: answers lost in good weather, and grants made by a cloud that hangs or fails. */
  readonly answersLost: number;
  readonly grantsInOutages: number;
  /** Of ticks. */
  readonly crashes: number;
  /** Of ticks: those whose process falls asleep for minutes at one of its calls, and is not ended at its time limit. */
  readonly sleeps: number;
  readonly skipped: number;
  readonly doubled: number;
  readonly late: number;
  /** The run lease is no lease, as if somebody had deleted it: correctness rests on the claim of the row alone. */
  readonly runLeaseIgnored: number;
  readonly recycled: number;
  /** Processes that are kept warm and take turns: each may sleep for minutes over what it was about to do. */
  readonly warm: number;
  /** Clocks of processes differ by so much from the true time, either way. */
  readonly skewMs: number;
}

const PLAN: Omit<Plan, 'seed' | 'principals' | 'days'> = {
  fleet: 1,
  tempo: AS_DEPLOYED,
  outagesExceedMargins: false,
  enrolledWithin: HOUR,
  betweenCloudOutages: 3 * DAY,
  betweenServiceOutages: 5 * DAY,
  betweenMistakes: 20 * DAY,
  ambushes: 0.1,
  betweenHands: 30 * DAY,
  betweenRejections: 10 * DAY,
  handsInTheMiddle: 0.000_01,
  fussyConsumers: 0.001,
  troubledCalls: 0.0002,
  latePuts: 0.000_001,
  answersLost: 0.00002,
  grantsInOutages: 0.01,
  crashes: 0.0002,
  sleeps: 0,
  skipped: 0.01,
  doubled: 0.01,
  late: 0.02,
  runLeaseIgnored: 0,
  recycled: 0.003,
  warm: 1,
  skewMs: 2_000,
};

/** A few days that are worse than most years: for short runs that must find something. */
const ROUGH: Partial<Plan> = {
  betweenCloudOutages: 6 * HOUR,
  betweenServiceOutages: 8 * HOUR,
  betweenMistakes: DAY,
  ambushes: 0.5,
  betweenHands: DAY,
  betweenRejections: 12 * HOUR,
  handsInTheMiddle: 0.002,
  fussyConsumers: 0.02,
  troubledCalls: 0.005,
  latePuts: 0.0005,
  answersLost: 0.002,
  crashes: 0.05,
  skipped: 0.05,
  doubled: 0.1,
  late: 0.1,
  runLeaseIgnored: 0.3,
  recycled: 0.05,
  warm: 4,
};

export const CLIMATES = {
  /** What a year can bring. */
  mild: { liveTimeAtLeast: 0.9999 },
  rough: ROUGH,
  /** The same, and what is wrong stays wrong for minutes to days. */
  harsh: {
    ...ROUGH,
    outagesExceedMargins: true,
    betweenCloudOutages: DAY,
    betweenServiceOutages: 2 * DAY,
    betweenMistakes: 3 * DAY,
  },
} as const satisfies Record<string, Partial<Plan>>;

export type ClimateName = keyof typeof CLIMATES;

export type Size = Pick<Plan, 'seed' | 'principals' | 'days'> & { readonly fleet?: number };

export const planOf = (climate: ClimateName, size: Size): Plan => ({
  ...PLAN,
  ...CLIMATES[climate],
  ...size,
});

/** Principals of one fleet, at most. */
const FLEET = 250;

/**
 * Several fleets beside each other, each with its own tables, clouds and chances: they can be run on several cores, and
 * what comes out does not depend on how many there are.
 */
export const fleetsOf = (climate: ClimateName, size: Size): Plan[] => {
  const fleets = Math.ceil(size.principals / FLEET);
  return Array.from({ length: fleets }, (_, n) => {
    const principals =
      Math.floor((size.principals * (n + 1)) / fleets) - Math.floor((size.principals * n) / fleets);
    return planOf(climate, { ...size, principals, fleet: n + 1 });
  });
};
