import type { AlarmView, CloudWatchView, Series, WidgetView } from '../../../local/cloudwatch/views.ts';
import { AT } from '../live/a-snapshot.ts';

const PERIOD = 5_000;
const PERIODS = 36;
const FROM = AT - PERIODS * PERIOD;

/** A point a period up to {@link AT}. */
export const pointsOf = (valueAt: (index: number) => number | null): Series['points'] =>
  Array.from({ length: PERIODS }, (_, index) => [FROM + index * PERIOD, valueAt(index)] as const);

const series = (
  label: string,
  valueAt: (index: number) => number | null,
  more: Partial<Series> = {},
): Series => ({
  label,
  axis: 'left',
  points: pointsOf(valueAt),
  ...more,
});

type GraphWidget = Extract<WidgetView, { kind: 'graph' }>;

export const aGraph = (changes: Partial<GraphWidget> = {}): GraphWidget => ({
  kind: 'graph',
  ...{ x: 0, y: 0, width: 12, height: 6 },
  title: 'Until the first token ends',
  stacked: false,
  series: [series('shortest', (index) => 1_500 + 600 * Math.sin(index / 4), { color: '#2ca02c' })],
  lines: [{ label: 'least margin', value: 410, color: '#d62728', axis: 'left' }],
  left: { label: 'Seconds', min: 0 },
  right: {},
  from: FROM,
  to: AT,
  ...changes,
});

export const anAlarm = (changes: Partial<AlarmView> = {}): AlarmView => ({
  name: 'heartbeat-missing',
  state: 'OK',
  since: AT - 120_000,
  why: 'Threshold Crossed: 1 datapoint was not less than the threshold (1.0).',
  description: 'The schedule has not run. See https://example.com/runbook.md#heartbeat-missing.',
  severity: 'page',
  history: [{ at: AT - 120_000, to: 'OK' }],
  ...changes,
});

export const ALARMS: readonly AlarmView[] = [
  anAlarm(),
  anAlarm({
    name: 'tokens-expired',
    state: 'ALARM',
    since: AT - 42_000,
    history: [
      { at: AT - 42_000, to: 'ALARM' },
      { at: AT - 170_000, to: 'OK' },
    ],
  }),
  anAlarm({ name: 'publishing-fails', state: 'ALARM', severity: 'ticket', since: AT - 3_000 }),
  anAlarm({ name: 'census-late', state: 'INSUFFICIENT_DATA', severity: 'ticket' }),
  anAlarm({ name: 'grant-rescued' }),
];

const place = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

/** Each kind of widget, with values, gaps, and without any. */
export const WIDGETS: readonly WidgetView[] = [
  {
    kind: 'text',
    ...place(0, 0, 24, 2),
    markdown:
      '# Fleet `local`\nWhat is **refreshed**, and what is _not_. [Runbook](https://example.com/runbook.md) · <b>no HTML</b>',
  },
  { kind: 'alarms', ...place(0, 2, 24, 3), title: 'Alarms', alarms: ALARMS },
  {
    kind: 'figures',
    ...place(0, 5, 12, 4),
    title: 'Now',
    figures: [
      {
        label: 'seconds to the first end',
        value: 252,
        color: '#2ca02c',
        points: pointsOf((index) => 400 - index),
      },
      { label: 'principals', value: 11_204, points: pointsOf(() => 11_204) },
      { label: 'expired', points: [] },
      { label: 'cost a month ($)', value: 4_481.6, points: pointsOf(() => 4_481.6) },
    ],
  },
  {
    kind: 'figures',
    ...place(12, 5, 12, 4),
    title: 'Rescued',
    figures: [{ label: 'rescued', points: [] }],
    none: 'Nothing was emitted yet: counts come only where they are not zero.',
  },
  aGraph({ ...place(0, 9, 12, 6) }),
  aGraph({
    ...place(12, 9, 12, 6),
    title: 'Refreshed and deferred',
    stacked: true,
    left: { label: 'Count' },
    series: ['dkn', 'huawei', 'kii', 'oauth2'].map((cloud, at) =>
      series(cloud, (index) => (index % 7 === 3 ? null : (index + at) % 4)),
    ),
    lines: [],
  }),
  aGraph({
    ...place(0, 15, 8, 6),
    title: 'Latency of providers',
    left: { label: 'ms' },
    right: { label: 'Count' },
    series: [
      series('p50', (index) => 8 + (index % 5)),
      series('p99', (index) => 40 + ((index * 7) % 23), { color: '#ff7f0e' }),
      series('requests', (index) => (index % 6 === 0 ? 3 : null), { axis: 'right', color: '#7f7f7f' }),
    ],
    lines: [],
  }),
  aGraph({
    ...place(8, 15, 8, 6),
    title: 'Answers lost',
    series: [series('dkn', () => null)],
    lines: [],
    none: 'No answer was lost in this time.',
  }),
  {
    kind: 'log',
    ...place(16, 15, 8, 6),
    title: 'Last failures',
    columns: ['@timestamp', 'app', 'code', 'count'],
    rows: Array.from({ length: 24 }, (_, index) => [
      new Date(AT - index * 9_000).toISOString(),
      ['dkn', 'meters-frozen', 'kii'][index % 3] ?? '',
      ['invalid_grant', '100208-app-frozen', 'unparseable-reply'][index % 3] ?? '',
      String(index),
    ]),
  },
  {
    kind: 'log',
    ...place(0, 21, 24, 5),
    title: 'Rescued grants',
    columns: ['@timestamp', 'principalId'],
    rows: [],
    none: 'Nothing had to be rescued.',
  },
];

export const aCloudWatch = (changes: Partial<CloudWatchView> = {}): CloudWatchView => ({
  dashboard: 'RefreshScheduler-local',
  widgets: WIDGETS,
  alarms: ALARMS,
  notices: [
    {
      at: AT - 40_000,
      severity: 'page',
      subject: 'huawei: the cloud gives no usable answer',
      text: 'Who:    app meters-north\nWhat:   the cloud gives no usable answer (http-503)\nDo:     nothing: it is tried again',
    },
    {
      at: AT - 130_000,
      severity: 'ticket',
      subject: 'dkn-staging: app refused',
      text: 'Who:    app dkn-staging',
    },
  ],
  queries: [
    {
      name: 'RefreshScheduler/failures by code',
      query: "fields @timestamp, app, code\n| filter message = 'noted'\n| stats count(*) by code",
      columns: ['code', 'count'],
      rows: [
        ['invalid_grant', '12'],
        ['http-503', '4'],
      ],
    },
    {
      name: 'RefreshScheduler/rescues',
      query: "fields @message | filter message = 'rescue'",
      columns: ['@message'],
      rows: [],
    },
  ],
  ...changes,
});
