import { DAY, HOUR } from '../lambdas/core/time.ts';
import type { Totals } from './live-time.ts';
import type { Sum } from './outcome.ts';
import type { Plan } from './plan.ts';

/*
 * A run in words: what is done to the service before it begins, and what came of it.
 */

const percent = (share: number, digits: number): string => `${(100 * share).toFixed(digits)} %`;
const oneIn = (share: number): string => `one in ${Math.round(1 / share).toLocaleString('en')}`;
const every = (ms: number): string => {
  const inDays = ms >= 2 * DAY;
  return `${(ms / (inDays ? DAY : HOUR)).toFixed(0)} ${inDays ? 'days' : 'hours'}`;
};

/** What is injected, and how often: the figures mean nothing without it. */
export const injected = (plan: Plan): string[] => [
  `outages ${plan.outagesExceedMargins ? 'of minutes to days' : 'that stay inside the margins'}: of each cloud every ${every(plan.betweenCloudOutages)}; of DynamoDB, Secrets Manager, KMS and EventBridge every ${every(plan.betweenServiceOutages)} each; ${percent(plan.ambushes, 0)} of them begin between a cloud's answer and its keeping`,
  `mistakes about an app (client secret, path, rotation, freeze, refusals, pauses) every ${every(plan.betweenMistakes)}; an operator's hand on a principal (pause, removal, force, secret deleted) every ${every(plan.betweenHands)}; a token rejected every ${every(plan.betweenRejections)}`,
  `of ticks: ${oneIn(plan.crashes)} dies at one of its calls, ${oneIn(plan.skipped)} never fires, ${oneIn(plan.doubled)} fires twice, ${oneIn(plan.late)} is late${plan.runLeaseIgnored > 0 ? `; the run lease fails for ${oneIn(plan.runLeaseIgnored)}` : ''}; clocks differ by up to ${plan.skewMs / 1_000} s`,
  `of calls to AWS ${oneIn(plan.troubledCalls)} meets trouble (lost, late, repeated); of a cloud's answers ${oneIn(plan.answersLost)} is lost, and ${oneIn(plan.grantsInOutages)} requests to a cloud that hangs or fails is granted all the same`,
];

const sumOf = (times: Totals['aside']): number => Object.values(times).reduce((sum, ms) => sum + ms, 0);

/** Why time was set aside, most first. */
export const setAside = ({ time }: Sum): string => {
  const all = time.live + time.wire + time.handOver + time.dead + sumOf(time.aside);
  const reasons = Object.entries(time.aside)
    .sort(([, a], [, b]) => b - a)
    .map(([why, ms]) => `${why} ${percent(ms / all, 3)}`);
  return `set aside ${percent(sumOf(time.aside) / all, 2)} of all time: ${reasons.join(', ')}`;
};

/**
 * One line: the figures that were promised. Live is the time in which a consumer held a token that its cloud accepted.
 * A cloud that kills the old token as it issues the new one leaves a moment without: while its answer is on the wire,
 * and while the answer is handed over to consumers; both are told beside it.
 */
export const summaryOf = (sum: Sum): string => {
  const { live, wire, handOver, dead } = sum.time;
  const counted = live + wire + handOver + dead || 1;
  return [
    `refreshes made ${sum.refreshes}`,
    `used twice ${sum.usedTwice}`,
    `lost outside ask->keep ${sum.lostOutside}`,
    `lost inside ${sum.lostInside} of ${sum.lossesInjected} injected (${sum.lossesAverted} averted)`,
    `halted without cause ${sum.haltedWithoutCause}`,
    `live-token time ${percent((live + wire + handOver) / counted, 5)} but for hand-overs, ${percent(live / counted, 5)} with them (answer on the wire ${percent(wire / counted, 5)}, answer to publication ${percent(handOver / counted, 5)}, other ${percent(dead / counted, 5)})`,
  ].join('; ');
};
