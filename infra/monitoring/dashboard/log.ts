import { Column, type IWidget, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { deadLettersOf, errorsOf, waitingIn } from '../aws-metrics.ts';
import { RECENT_FAILURES } from '../log-queries.ts';
import { PALETTE } from '../palette.ts';
import type { Watched } from '../watched.ts';
import { graph, heading } from './widgets.ts';

const QUEUE_COLOURS = [PALETTE.bad, PALETTE.late, PALETTE.other, PALETTE.third, PALETTE.plain];

/** Who it is, by name. */
export const log = (watched: Watched): readonly IWidget[][] => {
  const { tick, census, operator, rejections, notices } = watched;
  return [
    [
      heading(
        'From the log',
        'What ticks noted last, and what failed as a whole. Saved queries and Contributor Insights go on from here.',
      ),
    ],
    [
      new LogQueryWidget({
        title: 'Recent failures: app, code, how many, and the first to look at',
        logGroupNames: [tick.logs.logGroupName],
        queryLines: [...RECENT_FAILURES],
        width: 16,
        height: 12,
      }),
      new Column(
        graph({
          title: 'Functions that failed (a minute)',
          width: 8,
          axis: 'errors a minute',
          of: [
            errorsOf(tick.function, { label: 'tick', color: PALETTE.bad }),
            errorsOf(census.function, { label: 'census', color: PALETTE.other }),
            errorsOf(operator.function, { label: 'operate', color: PALETTE.third }),
            errorsOf(rejections.function, { label: 'reject', color: PALETTE.fourth }),
            errorsOf(notices.function, { label: 'notify', color: PALETTE.late }),
          ],
        }),
        graph({
          title: 'Dead letters (waiting)',
          width: 8,
          axis: 'messages',
          of: deadLettersOf(watched).map(({ title, queue }, index) =>
            waitingIn(queue, { label: title, color: QUEUE_COLOURS[index] ?? PALETTE.quiet }),
          ),
        }),
      ),
    ],
  ];
};
