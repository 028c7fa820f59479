import { describe, expect, test } from '@jest/globals';
import { readAlarm } from '../../../local/cloudwatch/alarms/definition.ts';
import { ShapeError } from '../../../local/cloudwatch/shape.ts';
import type { WidgetView } from '../../../local/cloudwatch/views.ts';
import { aCloudWatch, aDatum, emfLine, MINUTE, NOON } from './a-cloud-watch.ts';

const PLACE = { x: 0, y: 1, width: 12, height: 6 };
const widget = (type: string, properties: object) => ({ type, ...PLACE, properties });
const body = (...widgets: object[]) => JSON.stringify({ start: '-PT15M', widgets });

/** CloudWatch with one dashboard of these widgets. */
const showing = (widgets: object[], options: { tempo?: number } = {}) => {
  const { cloudWatch, clock } = aCloudWatch(options);
  cloudWatch.addDashboard('fleet', body(...widgets));
  return { cloudWatch, clock, first: () => cloudWatch.view().widgets[0] };
};

/** The widget that a test is about. */
const asKind = <K extends WidgetView['kind']>(view: WidgetView | undefined, kind: K) => {
  if (view?.kind !== kind) throw new Error(`a widget of the kind ${view?.kind}`);
  return view as Extract<WidgetView, { kind: K }>;
};

const REFRESHED = ['Fleet', 'Refreshed', 'fleet', 'local'];

describe('a text', () => {
  test('is shown as it is, in its place', () => {
    const { cloudWatch } = showing([widget('text', { markdown: '## Fine?', background: 'transparent' })]);

    expect(cloudWatch.view()).toMatchObject({
      dashboard: 'fleet',
      widgets: [{ kind: 'text', markdown: '## Fine?', ...PLACE }],
    });
  });
});

describe('a graph', () => {
  test('has a value a period over the range of the dashboard, with what it is drawn with', () => {
    const { cloudWatch, first } = showing([
      widget('metric', {
        view: 'timeSeries',
        title: 'Refreshed',
        region: 'us-east-1',
        stacked: true,
        legend: { position: 'bottom' },
        metrics: [
          [...REFRESHED, { label: 'tokens', color: '#2ca02c', stat: 'Sum', period: 300, yAxis: 'right' }],
        ],
        annotations: {
          horizontal: [
            { value: 50, label: 'quota', color: '#d62728', yAxis: 'left' },
            { value: 60, visible: false },
          ],
        },
        yAxis: { left: { min: 0, showUnits: false, label: 'a minute' }, right: { max: 9 } },
      }),
    ]);
    cloudWatch.metrics.put(aDatum(3));
    cloudWatch.metrics.put(aDatum(4, 9));
    cloudWatch.metrics.put(aDatum(5, 6));

    expect(first()).toEqual({
      kind: 'graph',
      ...PLACE,
      title: 'Refreshed',
      stacked: true,
      series: [
        {
          label: 'tokens',
          color: '#2ca02c',
          axis: 'right',
          points: [
            [NOON - 10 * MINUTE, 9],
            [NOON - 5 * MINUTE, null],
            [NOON, 3],
          ],
        },
      ],
      lines: [{ label: 'quota', value: 50, color: '#d62728', axis: 'left' }],
      left: { min: 0, label: 'a minute' },
      right: { max: 9 },
      from: NOON - 15 * MINUTE,
      to: NOON,
    });
  });

  test('says so where there is nothing to draw', () => {
    const { first } = showing([widget('metric', { metrics: [REFRESHED] })]);

    expect(asKind(first(), 'graph').none).toBe('Nothing was measured in this time.');
  });

  test('has a line for each that a SEARCH finds, named by its dimension, and none that is only there for expressions', () => {
    const { cloudWatch, first } = showing([
      widget('metric', {
        metrics: [
          [
            {
              expression: `SEARCH('{Fleet,fleet,provider} MetricName="Refreshed" fleet="local"', 'Sum', 60)`,
              label: `\${PROP('Dim.provider')} p50`,
              color: '#2ca02c',
            },
          ],
          [{ expression: 'FILL(r, 0) * 2', label: 'FILL(r, 0) * 2', period: 60 }],
          [...REFRESHED, { id: 'r', stat: 'Sum', period: 60, visible: false }],
        ],
      }),
    ]);
    for (const provider of ['kii', 'dkn'])
      cloudWatch.metrics.put(aDatum(1, 0, { dimensions: { fleet: 'local', provider } }));
    cloudWatch.metrics.put(aDatum(4));

    const { series } = asKind(first(), 'graph');

    expect(series.map(({ label, points }) => [label, points.length, points.at(-1)?.[1]])).toEqual([
      ['dkn p50', 15, 1],
      ['kii p50', 15, 1],
      ['Refreshed', 15, 8],
    ]);
    expect(series[0]).not.toHaveProperty('color');
  });

  test('at twelve times the tempo covers a twelfth of the time', () => {
    const { cloudWatch, first } = showing(
      [widget('metric', { metrics: [[...REFRESHED, { stat: 'Sum', period: 300 }]] })],
      { tempo: 12 },
    );
    cloudWatch.metrics.put(aDatum(2, 0, { at: NOON - 25_000, unit: 'Seconds' }));

    const { from, series } = asKind(first(), 'graph');

    expect(from).toBe(NOON - 75_000);
    expect(series[0]?.points).toEqual([
      [NOON - 50_000, null],
      [NOON - 25_000, 24],
      [NOON, null],
    ]);
  });
});

describe('single values', () => {
  test('are the newest, with what was before', () => {
    const { cloudWatch, first } = showing([
      widget('metric', {
        view: 'singleValue',
        title: 'Left',
        sparkline: true,
        period: 300,
        stat: 'Maximum',
        metrics: [
          [...REFRESHED, { label: 'seconds', color: '#1f77b4' }],
          ['Fleet', 'Never'],
        ],
      }),
    ]);
    cloudWatch.metrics.put(aDatum(7, 8));
    cloudWatch.metrics.put(aDatum(5, 3));

    const points = [
      [NOON - 10 * MINUTE, 7],
      [NOON - 5 * MINUTE, 5],
      [NOON, null],
    ];
    expect(asKind(first(), 'figures')).toEqual({
      kind: 'figures',
      ...PLACE,
      title: 'Left',
      figures: [
        { label: 'seconds', value: 5, color: '#1f77b4', points },
        { label: 'Never', points: points.map(([at]) => [at, null]) },
      ],
    });
  });
});

describe('alarms and logs', () => {
  test('alarms are shown with their states', () => {
    const { cloudWatch } = aCloudWatch();
    const properties = {
      Namespace: 'Fleet',
      MetricName: 'Refreshed',
      Statistic: 'Sum',
      Period: 60,
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'LessThanThreshold',
    };
    cloudWatch.addAlarm(readAlarm(properties, 'quiet', 'arn:quiet'));
    cloudWatch.addDashboard('fleet', body(widget('alarm', { title: 'Alarms', alarms: ['arn:quiet'] })));

    const { title, alarms } = asKind(cloudWatch.view().widgets[0], 'alarms');

    expect([title, alarms.map(({ name, severity }) => [name, severity])]).toEqual([
      'Alarms',
      [['quiet', 'ticket']],
    ]);
  });

  test('a table of the log has what a query finds in the range, and no metrics', () => {
    const { cloudWatch, clock, first } = showing([
      widget('log', {
        view: 'table',
        title: 'Failures',
        region: 'us-east-1',
        query: "SOURCE 'tick' | fields app | filter ispresent(@message)",
      }),
    ]);
    expect(asKind(first(), 'log').none).toBe('No line was found in this time.');

    cloudWatch.takeLine('tick', '{"app":"old"}');
    clock.at += 16 * MINUTE;
    cloudWatch.takeLine('tick', '{"app":"homes"}');
    cloudWatch.takeLine('other', '{"app":"elsewhere"}');
    cloudWatch.takeLine('tick', emfLine({ Due: 1 }, { fleet: 'local' }, clock.at));

    expect(first()).toEqual({
      kind: 'log',
      ...PLACE,
      title: 'Failures',
      columns: ['app'],
      rows: [['homes']],
    });
  });

  test('saved queries come with what they find', () => {
    const { cloudWatch } = aCloudWatch();
    cloudWatch.addQuery({ Name: 'apps', QueryString: 'stats count(*) by app', LogGroupNames: ['tick'] });
    cloudWatch.takeLine('tick', '{"app":"homes"}');

    expect(cloudWatch.view().queries).toEqual([
      { name: 'apps', query: 'stats count(*) by app', columns: ['app', 'count(*)'], rows: [['homes', '1']] },
    ]);
  });
});

describe('what is not known', () => {
  const metric = (change: object) => widget('metric', { title: 'Due', metrics: [REFRESHED], ...change });

  test.each<[string, object, string]>([
    [
      'a kind of widget',
      widget('explorer', {}),
      '(explorer): a widget of this type is not known here: alarm, log, metric, text',
    ],
    ['a view', metric({ view: 'pie' }), "(metric 'Due'): properties.view"],
    ['a property', metric({ trend: true }), 'Unrecognized key: "trend"'],
    [
      'an annotation',
      metric({ annotations: { vertical: [] } }),
      'properties.annotations: Unrecognized key: "vertical"',
    ],
    ['an alarm in a graph', metric({ annotations: { alarms: ['arn'] } }), 'Unrecognized key: "alarms"'],
    [
      'a function',
      metric({ metrics: [[{ expression: 'RATE(m)' }]] }),
      'metrics.0: the function RATE is not known here',
    ],
    ['an id', metric({ metrics: [[{ expression: 'm * 2' }]] }), 'there is no line with the id m'],
    ['a statistic', metric({ stat: 'tm99' }), 'metrics.0: the statistic tm99 is not known here'],
    ['a period', metric({ period: 1 }), 'a period of 1 s is not known here'],
    ['a short form', metric({ metrics: [['...', 'dkn']] }), 'metrics.0: [..., dkn] is no namespace'],
    [
      'half a dimension',
      metric({ metrics: [['Fleet', 'Due', 'fleet']] }),
      'is no namespace, name and pairs of dimensions',
    ],
    [
      'a part of a label',
      metric({ metrics: [[...REFRESHED, { label: `\${MAX}` }]] }),
      `\${MAX} in a label is not known here`,
    ],
    ['an alarm', widget('alarm', { alarms: ['arn:nobody'] }), 'there is no alarm arn:nobody in this stack'],
    ['a command', widget('log', { query: 'parse @message' }), 'query: the command parse is not known here'],
    ['a chart of the log', widget('log', { query: 'limit 1', view: 'bar' }), 'properties.view'],
  ])('is refused at once, by its place: %s', (_, strange, problem) => {
    const show = () => showing([widget('text', { markdown: '' }), strange]);

    expect(show).toThrow(ShapeError);
    expect(show).toThrow('DashboardBody.widgets.1');
    expect(show).toThrow(problem);
  });

  test.each<[string, string, string]>([
    ['another range', '{"start":"2026-01-01","widgets":[]}', "start: '2026-01-01' is not known here"],
    ['another part', '{"variables":[],"widgets":[]}', 'Unrecognized key: "variables"'],
    ['no JSON', 'dashboard', 'DashboardBody is no JSON'],
  ])('is refused for the whole dashboard: %s', (_, text, problem) => {
    const { cloudWatch } = aCloudWatch();

    expect(() => cloudWatch.addDashboard('fleet', text)).toThrow(problem);
  });

  test('is a second dashboard', () => {
    const { cloudWatch } = showing([]);

    expect(() => cloudWatch.addDashboard('another', body())).toThrow('one dashboard is shown here: fleet');
  });
});

test.each([
  ['-PT3H', 180],
  ['-P1D', 1_440],
  ['-P1W', 10_080],
  ['-P1DT2H30M', 1_590],
])('a dashboard from %s on covers %d minutes', (start, minutes) => {
  const { cloudWatch } = aCloudWatch();
  cloudWatch.addDashboard('fleet', JSON.stringify({ start, widgets: [metric()] }));

  const { from, to } = asKind(cloudWatch.view().widgets[0], 'graph');

  expect((to - from) / MINUTE).toBe(minutes);
});

const metric = () => widget('metric', { metrics: [REFRESHED] });
