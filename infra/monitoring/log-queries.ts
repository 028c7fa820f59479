import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Watched } from './watched.ts';

/** A question to the log, kept for the night in which somebody asks it. */
export interface LogQuery {
  readonly id: string;
  readonly title: string;
  readonly logs: readonly ILogGroup[];
  /** Line by line, as CloudWatch Logs Insights takes them. */
  readonly lines: readonly string[];
}

/** What went wrong last, in the words of the tick. */
export const RECENT_FAILURES: readonly string[] = [
  'fields @timestamp, app, code, verdict, count, ids.0, ids.1',
  'filter message = "noted"',
  'sort @timestamp desc',
  'limit 20',
];

export const logQueries = ({ tick, census, operator, rejections }: Watched): readonly LogQuery[] => [
  {
    id: 'worst-apps',
    title: 'worst apps by failures',
    logs: [tick.logs],
    lines: [
      'filter message = "noted"',
      'stats sum(count) as failures by app, code',
      'sort failures desc',
      'limit 20',
    ],
  },
  {
    id: 'one-principal',
    title: "one principal's history (put its id where home-1 stands)",
    logs: [tick.logs, operator.logs, census.logs, rejections.logs],
    lines: [
      'fields @timestamp, message, app, code, operation, change',
      'filter @message like /home-1/',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    id: 'rescues',
    title: 'rescue records: give the whole line to restore',
    logs: [tick.logs, operator.logs],
    lines: [
      'fields @timestamp, principal_id, app, generation, @message',
      'filter message = "rescue" or code = "rescued-grant-kept"',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    id: 'slow-ticks',
    title: 'slow ticks',
    logs: [tick.logs],
    lines: [
      'fields @timestamp, durationMs, oldestOverdueSeconds, due, refreshed, deferred',
      'filter message = "tick"',
      'sort durationMs desc',
      'limit 20',
    ],
  },
  {
    id: 'rejections',
    title: 'tokens that consumers were refused with',
    logs: [rejections.logs],
    lines: [
      'fields @timestamp, message, told, principals, unreadable, ids.0, ids.1',
      'filter message in ["rejections", "rejections could not be taken up"]',
      'sort @timestamp desc',
      'limit 50',
    ],
  },
  {
    id: 'operators',
    title: 'what operators did',
    logs: [operator.logs],
    lines: [
      'fields @timestamp, operation, ok, principalId, app, change',
      'filter message = "operated"',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
];

/** CloudWatch shows a name's slashes as folders: one for each fleet. */
export const createLogQueries = (scope: Construct, watched: Watched): void => {
  for (const { id, title, logs, lines } of logQueries(watched))
    new CfnQueryDefinition(scope, id, {
      name: `refresh-scheduler/${watched.settings.fleet}/${title}`,
      logGroupNames: logs.map(({ logGroupName }) => logGroupName),
      queryString: lines.join('\n| '),
    });
};
