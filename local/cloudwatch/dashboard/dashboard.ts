import * as z from 'zod';
import { at, readShape, ShapeError } from '../shape.ts';
import type { WidgetView } from '../views.ts';
import { readAlarmWidget } from './alarm-widget.ts';
import { readLogWidget } from './log-widget.ts';
import { readMetricWidget } from './metric-widget.ts';
import { readTextWidget } from './text-widget.ts';
import { rangeMinutes } from './time-range.ts';
import type { ReadWidget, WidgetSources } from './widget.ts';

export interface Dashboard {
  readonly name: string;
  /** In the fleet's minutes. */
  readonly rangeMinutes: number;
  widgets(): WidgetView[];
}

/** The kinds of widgets that are known here: one file and one row each. */
const WIDGETS: Readonly<Record<string, ReadWidget>> = {
  alarm: readAlarmWidget,
  log: readLogWidget,
  metric: readMetricWidget,
  text: readTextWidget,
};

const widget = z.strictObject({
  type: z.string(),
  x: z.int(),
  y: z.int(),
  width: z.int(),
  height: z.int(),
  properties: z.unknown(),
});

const body = z.strictObject({
  start: z.string().default('-PT3H'),
  /** Each metric keeps its own period here. */
  periodOverride: z.enum(['auto', 'inherit']).optional(),
  widgets: z.array(widget),
});

/**
 * Reads the text of a dashboard. What is not known here is refused now, so that nothing stays empty without a word.
 *
 * @throws {ShapeError} which names the widget and what is wrong with it
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const readDashboard = (
  name: string,
  text: string,
  sources: Omit<WidgetSources, 'rangeMinutes'>,
): Dashboard => {
  const { start, widgets } = readShape(body, jsonIn(text), 'DashboardBody');
  const range = rangeMinutes(start);
  const drawn = widgets.map(({ type, properties, ...place }, index) => {
    const where = `DashboardBody.widgets.${index} (${type}${titleIn(properties)})`;
    const draw = at(where, () => {
      const read = Object.hasOwn(WIDGETS, type) ? WIDGETS[type] : undefined;
      if (!read)
        throw new ShapeError(`a widget of this type is not known here: ${Object.keys(WIDGETS).join(', ')}`);
      return read(properties, { ...sources, rangeMinutes: range });
    });
    return (): WidgetView => ({ ...place, ...draw() });
  });
  return { name, rangeMinutes: range, widgets: () => drawn.map((draw) => draw()) };
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ShapeError('DashboardBody is no JSON');
  }
};

const titleIn = (properties: unknown): string => {
  const { title } = (properties ?? {}) as { title?: unknown };
  return typeof title === 'string' && title !== '' ? ` '${title}'` : '';
};
