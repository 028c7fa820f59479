import { describe, expect, test } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { NOTHING_COUNTED } from '../../lambdas/core/census.ts';
import { ALL_METRICS, METRICS_NAMESPACE } from '../../lambdas/metrics.ts';
import { dashboardOf, type Line, linesOf, visible, type Widget } from './dashboard-body.ts';
import { newStack, templateOf } from './synthesized.ts';

const stack = newStack();
const template = Template.fromStack(stack);
const { start, widgets } = dashboardOf(template);
const lines = widgets.flatMap(linesOf);
const graphs = widgets.filter(({ properties }) => properties.view === 'timeSeries');
const titled = (title: string, all: readonly Widget[] = widgets): Widget => {
  const found = all.filter(({ properties }) => properties.title?.startsWith(title));
  expect(found).toHaveLength(1);
  return found[0] as Widget;
};

interface Named {
  readonly name: string;
  /** What tells its values apart beside the fleet. */
  readonly apart: string;
  readonly fleet: string | undefined;
}

const SEARCH = /^SEARCH\('\{(\w+),fleet,(\w+)\} MetricName="(\w+)" fleet="(\w+)"', '\w+', \d+\)$/;

/** What a graph's line shows of our own namespace. */
const ours = ({ namespace, name = '', dimensions, options }: Line): readonly Named[] => {
  const { fleet, ...apart } = dimensions;
  if (namespace === METRICS_NAMESPACE) return [{ name, apart: Object.keys(apart).join() || 'fleet', fleet }];
  const [, searched, by = '', found = '', of] = SEARCH.exec(options.expression ?? '') ?? [];
  return searched === METRICS_NAMESPACE ? [{ name: found, apart: by, fleet: of }] : [];
};

const watched = Object.values(template.findResources('AWS::CloudWatch::Alarm'))
  .map(({ Properties }) => Properties)
  .filter(({ Namespace }) => Namespace === METRICS_NAMESPACE)
  .map(({ MetricName, Dimensions }) => ({
    name: MetricName,
    apart: Dimensions.length === 1 ? 'fleet' : 'more',
    fleet: Dimensions.find((one: { Name: string }) => one.Name === 'fleet')?.Value,
  }));
const shown: readonly Named[] = [...lines.flatMap(ours), ...watched];

describe('dashboard and alarms', () => {
  test('show every metric that the functions emit', () => {
    const names = new Set(shown.map(({ name }) => name));

    expect(ALL_METRICS.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  });

  test('ask for no metric that nobody emits, nor for one under dimensions that it has not', () => {
    const emitted = ALL_METRICS.flatMap(({ name, apart }) => apart.map((one) => `${name} by ${one}`));

    const asked = new Set(shown.map(({ name, apart }) => `${name} by ${apart}`));

    expect([...asked].filter((one) => !emitted.includes(one))).toEqual([]);
    expect(new Set(shown.map(({ fleet }) => fleet))).toEqual(new Set(['default']));
  });

  test('read every search', () => {
    const searches = lines.filter(({ options }) => options.expression?.includes('SEARCH'));

    expect(searches.flatMap(ours)).toHaveLength(searches.length);
    expect(searches.length).toBeGreaterThan(0);
  });

  test('have no dimension that grows with the principals', () => {
    const dimensions = new Set(lines.flatMap((line) => Object.keys(line.dimensions)));

    expect([...dimensions].sort()).toEqual([
      'FunctionName',
      'GlobalSecondaryIndexName',
      'QueueName',
      'TableName',
      'fleet',
      'state',
    ]);
  });

  test('name every state that a principal can be in', () => {
    const states = new Set(lines.flatMap(({ dimensions }) => dimensions.state ?? []));

    expect([...states].sort()).toEqual(Object.keys(NOTHING_COUNTED.principals).sort());
  });
});

describe('dashboard', () => {
  test('shows the last three hours, and all alarms first', () => {
    const alarms = titled('Alarms').properties.alarms ?? [];

    expect(start).toBe('-PT3H');
    expect([...alarms].sort()).toEqual(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).sort());
    expect(titled('Alarms').y).toBeLessThan(Math.min(...graphs.map(({ y }) => y)));
  });

  test('lays no widget over another, nor beyond the grid of 24 columns', () => {
    const overlap = (a: Widget, b: Widget): boolean =>
      a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

    const overlapping = widgets.flatMap((a, index) =>
      widgets
        .slice(index + 1)
        .filter((b) => overlap(a, b))
        .map((b) => [a, b]),
    );

    expect(overlapping).toEqual([]);
    expect(widgets.filter(({ x, width }) => x + width > 24)).toEqual([]);
  });

  test('says of every graph what it counts, and of every line what it is', () => {
    for (const widget of graphs) {
      const labels = linesOf(widget)
        .filter(visible)
        .map(({ options }) => options.label ?? '');
      expect(widget.properties.title).toMatch(/\w/);
      expect(widget.properties.yAxis?.left?.label).toMatch(/\w/);
      expect(labels).not.toContain('');
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  test('gives lines of one graph colours of their own', () => {
    for (const widget of graphs) {
      const colours = linesOf(widget)
        .filter(visible)
        .flatMap(({ options }) => options.color ?? []);
      expect([widget.properties.title, new Set(colours).size]).toEqual([
        widget.properties.title,
        colours.length,
      ]);
    }
  });

  test('is made of few kinds of widgets and of plain arithmetic, so that it can be drawn elsewhere too', () => {
    const functions = lines.flatMap(({ options }) =>
      [...(options.expression ?? '').matchAll(/\b([A-Z]+)\(/g)].map(([, name]) => name),
    );

    expect(new Set(widgets.map(({ type }) => type))).toEqual(new Set(['text', 'metric', 'alarm', 'log']));
    expect([...new Set(functions)].sort()).toEqual(['FILL', 'PERIOD', 'SEARCH', 'SUM']);
  });

  test('draws the limits that the settings choose', () => {
    const chosen = dashboardOf(templateOf({ timeout: Duration.seconds(45), publishRate: 10 })).widgets;

    const limitsOf = (title: string) =>
      titled(title, chosen).properties.annotations?.horizontal.map(({ value }) => value);

    expect(limitsOf('Longest tick')).toEqual([45_000, 36_000]);
    expect(limitsOf('Writes of secrets')).toEqual([50, 10]);
    expect(limitsOf('Margin left')).toEqual([300, 410]);
  });

  test('counts the memory of a function as it is deployed', () => {
    const { widgets: chosen } = dashboardOf(templateOf({ memorySize: 2048 }));

    const expressions = linesOf(titled('Lambda', chosen)).flatMap(({ options }) => options.expression ?? []);

    expect(expressions).toEqual([
      'tick / 1000 * 2',
      'census / 1000 * 0.5',
      'operate / 1000 * 0.5',
      'reject / 1000 * 0.25',
      'notify / 1000 * 0.25',
    ]);
  });

  test('has a name of its own in every fleet and Region, since dashboards have none', () => {
    const nameOf = (props: Parameters<typeof newStack>[0]) => {
      const made = newStack(props);
      return made.resolve(made.scheduler.monitoring.dashboard.dashboardName);
    };
    const properties = (props: Parameters<typeof newStack>[0]) =>
      Object.values(templateOf(props).findResources('AWS::CloudWatch::Dashboard'))[0]?.Properties;

    const names = ['north', 'south'].map((fleet) => properties({ fleet })?.DashboardName);

    expect(names).toEqual([
      { 'Fn::Join': ['', ['refresh-scheduler-north-', { Ref: 'AWS::Region' }]] },
      { 'Fn::Join': ['', ['refresh-scheduler-south-', { Ref: 'AWS::Region' }]] },
    ]);
    expect(nameOf({})).toEqual({ Ref: expect.stringContaining('Dashboard') });
  });
});
