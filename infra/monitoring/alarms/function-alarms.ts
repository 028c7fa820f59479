import { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CENSUS_EVERY_MINUTES } from '../../../lambdas/contract.ts';
import { deadLettersOf, errorsOf, waitingIn } from '../aws-metrics.ts';
import type { Watched } from '../watched.ts';
import type { AlarmDefinition } from './definition.ts';

/** AWS measures errors with each invocation, and an empty queue not for ever. */
const missing = TreatMissingData.NOT_BREACHING;
/** A single one is for the next run to make good; the queues of what failed tell of it. */
const AGAIN_AND_AGAIN = [3, 5] as const;

/** What AWS measures of the functions that run by themselves. Whoever calls `operate` sees its errors. */
export const functionAlarms = (watched: Watched): readonly AlarmDefinition[] => {
  const { tick, census, rejections, notices } = watched;
  return [
    {
      id: 'tick-errors',
      title: 'ticks fail',
      severity: 'page',
      metric: errorsOf(tick.function),
      rings: { above: 0 },
      periods: AGAIN_AND_AGAIN,
      missing,
      means: 'Ticks break off or run out of time again and again: what they were at is left to the next one.',
      first: "Find `tick failed` in the tick's log: it has the error's name.",
      entry: 'function-errors',
    },
    {
      id: 'census-errors',
      title: 'censuses fail',
      severity: 'ticket',
      metric: errorsOf(census.function, { period: Duration.minutes(CENSUS_EVERY_MINUTES) }),
      rings: { above: 0 },
      periods: [2, 2],
      missing,
      means: 'Two censuses in a row broke off: the service level is not measured, and nothing mended.',
      first: "Find `census failed` in the census's log: it has the error's name.",
      entry: 'function-errors',
    },
    {
      id: 'notify-errors',
      title: 'notices fail',
      severity: 'ticket',
      metric: errorsOf(notices.function),
      rings: { above: 0 },
      periods: AGAIN_AND_AGAIN,
      missing,
      means: 'Nobody is told of apps and principals in trouble; alarms such as this one still come.',
      first:
        "Find `notifying failed` in the notices' log; meanwhile `refresh-scheduler status` says what they would.",
      entry: 'function-errors',
    },
    {
      id: 'reject-errors',
      title: 'rejections fail',
      severity: 'ticket',
      metric: errorsOf(rejections.function),
      rings: { above: 0 },
      periods: AGAIN_AND_AGAIN,
      missing,
      means: 'Tokens that consumers were refused with are not refreshed for it; they are at their next turn.',
      first: "Read the last lines of the rejections' log.",
      entry: 'function-errors',
    },
    ...deadLettersOf(watched).map(
      ({ id, title, queue }): AlarmDefinition => ({
        id: `dead-letters-${id}`,
        title: `dead letters: ${title}`,
        severity: 'ticket',
        metric: waitingIn(queue),
        rings: { above: 0 },
        periods: [1, 1],
        missing,
        means: `The queue of ${title} is not empty: something was given up, and is kept there for 14 days.`,
        first: 'Read what lies there and when it failed; purge the queue once you know why.',
        entry: 'dead-letters',
      }),
    ),
  ];
};
