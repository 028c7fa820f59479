import { DAY, HOUR } from '../lambdas/core/time.ts';

/** What a run is made of. Spans in ms, the rest shares of 1. */
export interface Plan {
  readonly seed: number;
  readonly principals: number;
  readonly days: number;
  /** Whether outages may last longer than the margins cover: then the service level is only told, not promised. */
  readonly outagesExceedMargins: boolean;
  /** Mean time between outages of one app's cloud, of one AWS service, and between mistakes of one app's operator. */
  readonly betweenCloudOutages: number;
  readonly betweenServiceOutages: number;
  readonly betweenMistakes: number;
  /** Mean time between an operator's hand on one principal, and between rejections of its token. */
  readonly betweenHands: number;
  readonly betweenRejections: number;
  /** Of calls to AWS in good weather that meet trouble. */
  readonly troubledCalls: number;
  /** Of requests to clouds: answers lost in good weather, and grants made by a cloud that hangs or fails. */
  readonly answersLost: number;
  readonly grantsInOutages: number;
  /** Of ticks. */
  readonly crashes: number;
  readonly skipped: number;
  readonly doubled: number;
  readonly late: number;
  /** The run lease is no lease, as if somebody had deleted it: correctness rests on the claim of the row alone. */
  readonly runLeaseIgnored: number;
  readonly recycled: number;
  /** Clocks of processes differ by so much from the true time, either way. */
  readonly skewMs: number;
}

const PLAN: Omit<Plan, 'seed' | 'principals' | 'days'> = {
  outagesExceedMargins: false,
  betweenCloudOutages: 3 * DAY,
  betweenServiceOutages: 5 * DAY,
  betweenMistakes: 20 * DAY,
  betweenHands: 30 * DAY,
  betweenRejections: 10 * DAY,
  troubledCalls: 0.0002,
  answersLost: 0.00002,
  grantsInOutages: 0.01,
  crashes: 0.0002,
  skipped: 0.01,
  doubled: 0.01,
  late: 0.02,
  runLeaseIgnored: 0,
  recycled: 0.003,
  skewMs: 2_000,
};

/** A few days that are worse than most years: for short runs that must find something. */
const ROUGH: Partial<Plan> = {
  betweenCloudOutages: 6 * HOUR,
  betweenServiceOutages: 8 * HOUR,
  betweenMistakes: DAY,
  betweenHands: DAY,
  betweenRejections: 12 * HOUR,
  troubledCalls: 0.005,
  answersLost: 0.002,
  crashes: 0.05,
  skipped: 0.05,
  doubled: 0.1,
  late: 0.1,
  runLeaseIgnored: 0.3,
  recycled: 0.05,
};

export const CLIMATES = {
  /** What a year can bring. */
  mild: {},
  rough: ROUGH,
  /** The same, and what is wrong stays wrong for minutes to days. */
  harsh: { ...ROUGH, outagesExceedMargins: true },
} as const satisfies Record<string, Partial<Plan>>;

export type ClimateName = keyof typeof CLIMATES;

export const planOf = (climate: ClimateName, run: Pick<Plan, 'seed' | 'principals' | 'days'>): Plan => ({
  ...PLAN,
  ...CLIMATES[climate],
  ...run,
});
