import * as z from 'zod';
import { Lines } from '../metric-math/lines.ts';
import { minutesOf, startsOf, windowsUpTo } from '../metrics/windows.ts';
import { at, readShape } from '../shape.ts';
import type { Axis, Line, Series } from '../views.ts';
import { type GraphLine, readGraphLine } from './graph-line.ts';
import { checkLabel, labelOf } from './label.ts';
import type { Draw, ReadWidget, WidgetSources } from './widget.ts';

const axis = z.strictObject({
  label: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  showUnits: z.boolean().optional(),
});

const threshold = z.strictObject({
  value: z.number(),
  label: z.string().default(''),
  color: z.string().optional(),
  yAxis: z.enum(['left', 'right']).default('left'),
  visible: z.boolean().default(true),
  /** The shade on one side is not drawn. */
  fill: z.string().optional(),
});

const properties = z.strictObject({
  view: z.enum(['timeSeries', 'singleValue']).default('timeSeries'),
  title: z.string().default(''),
  metrics: z.array(z.array(z.unknown())).default([]),
  stacked: z.boolean().default(false),
  annotations: z.strictObject({ horizontal: z.array(threshold).default([]) }).optional(),
  yAxis: z.strictObject({ left: axis.optional(), right: axis.optional() }).optional(),
  period: z.number().default(300),
  stat: z.string().default('Average'),
  region: z.string().optional(),
  // How it looks in the console.
  legend: z.unknown().optional(),
  liveData: z.boolean().optional(),
  sparkline: z.boolean().optional(),
  singleValueFullPrecision: z.boolean().optional(),
  setPeriodToTimeRange: z.literal(false).optional(),
});
type Properties = z.output<typeof properties>;

/**
 * A widget of the type `metric`: a graph, or single values.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const readMetricWidget: ReadWidget = (given, sources) => {
  const read = readShape(properties, given, 'properties');
  const lines = read.metrics.map((item, index) =>
    at(`metrics.${index}`, () => readGraphLine(item, read.stat)),
  );
  for (const { label } of lines) if (label !== undefined) checkLabel(label);
  const seriesNow = drawing(lines, read, sources);
  // Without any data: what lines cannot be made of is found now and not when somebody looks.
  seriesNow();
  return read.view === 'singleValue' ? figures(read, seriesNow) : graph(read, seriesNow, sources);
};

const drawing = (lines: readonly GraphLine[], { period }: Properties, sources: WidgetSources) => {
  const { time, metrics, rangeMinutes } = sources;
  const all = new Lines(lines, metrics, minutesOf(period));
  const visible = lines.filter((line) => line.visible).map((line) => ({ line, period: all.periodOf(line) }));
  metrics.reachBack(rangeMinutes + Math.max(0, ...visible.map((one) => one.period)));

  return (): Series[] => {
    const now = time.thisMinute();
    return visible.flatMap(({ line, period }) => {
      const windows = windowsUpTo(now, rangeMinutes, period);
      const starts = startsOf(windows).map((minute) => time.startOf(minute));
      const found = all.read(line, windows);
      const isAlone = found.length === 1;
      return found.map((series) => ({
        label: labelOf(line.label, series, isAlone),
        axis: line.axis,
        points: starts.map((start, index) => [start, series.points[index] ?? null] as const),
        // Several series of one line, in one colour, could not be told apart.
        ...(line.color !== undefined && isAlone && { color: line.color }),
      }));
    });
  };
};

const graph = (
  { title, stacked, annotations, yAxis }: Properties,
  seriesNow: () => Series[],
  { time, rangeMinutes }: WidgetSources,
): Draw => {
  const lines = (annotations?.horizontal ?? []).filter(({ visible }) => visible).map(lineOf);
  const left = axisOf(yAxis?.left);
  const right = axisOf(yAxis?.right);
  return () => {
    const series = seriesNow();
    const to = time.now();
    return {
      kind: 'graph',
      title,
      stacked,
      series,
      lines,
      left,
      right,
      from: to - rangeMinutes * time.minuteMs,
      to,
      ...noneIn(series),
    };
  };
};

const figures =
  ({ title }: Properties, seriesNow: () => Series[]): Draw =>
  () => {
    const series = seriesNow();
    return {
      kind: 'figures',
      title,
      figures: series.map(({ label, color, points }) => {
        const value = points.findLast(([, there]) => there !== null)?.[1] ?? undefined;
        return {
          label,
          points,
          ...(value !== undefined && { value }),
          ...(color !== undefined && { color }),
        };
      }),
      ...noneIn(series),
    };
  };

const noneIn = (series: readonly Series[]): { readonly none?: string } =>
  series.some(({ points }) => points.some(([, value]) => value !== null))
    ? {}
    : { none: 'Nothing was measured in this time.' };

const lineOf = ({ label, value, color, yAxis }: z.output<typeof threshold>): Line => ({
  label,
  value,
  axis: yAxis,
  ...(color !== undefined && { color }),
});

const axisOf = ({ label, min, max }: z.output<typeof axis> = {}): Axis => ({
  ...(label && { label }),
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});
