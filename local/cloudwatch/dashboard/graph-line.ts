import * as z from 'zod';
import type { Line } from '../metric-math/lines.ts';
import { parseExpression } from '../metric-math/parse.ts';
import type { Metric } from '../metrics/metric.ts';
import { statisticOf } from '../metrics/statistics.ts';
import { minutesOf } from '../metrics/windows.ts';
import { readShape, ShapeError } from '../shape.ts';

/** A line with what a graph adds to it. */
export interface GraphLine extends Line {
  /** With the parts that change still in it. */
  readonly label?: string;
  readonly color?: string;
  readonly axis: 'left' | 'right';
  /** False: only there for expressions. */
  readonly visible: boolean;
}

const options = z.strictObject({
  id: z.string().optional(),
  expression: z.string().optional(),
  label: z.string().optional(),
  color: z.string().optional(),
  stat: z.string().optional(),
  /** Seconds. */
  period: z.number().optional(),
  yAxis: z.enum(['left', 'right']).default('left'),
  visible: z.boolean().default(true),
  region: z.string().optional(),
});

/**
 * Reads an item of a widget's `metrics`: namespace, name, and names and values of dimensions in turn, or nothing of
 * that where the options at the end have an expression. The dots that repeat the item above are not known here.
 *
 * @param statistic of a line that names none
 * @throws {ShapeError}, or what reading an expression, a statistic or a period throws
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const readGraphLine = (item: readonly unknown[], statistic: string): GraphLine => {
  const last = item.at(-1);
  const hasOptions = typeof last === 'object' && last !== null;
  const given = readShape(options, hasOptions ? last : {}, 'options');
  const names = readShape(z.array(z.string()), hasOptions ? item.slice(0, -1) : item, 'metric');
  const { id, expression, label, color, stat = statistic, period, yAxis, visible } = given;
  return {
    source:
      expression === undefined
        ? { kind: 'metric', metric: metricOf(names), statistic: statisticOf(stat) }
        : { kind: 'expression', expression: parseExpression(expression) },
    axis: yAxis,
    visible,
    // The CDK repeats an expression as its label where nobody gave one.
    ...(label?.trim() && label !== expression && { label }),
    ...(id !== undefined && { id }),
    ...(color !== undefined && { color }),
    ...(period !== undefined && { period: minutesOf(period) }),
  };
};

const metricOf = ([namespace, name, ...pairs]: readonly string[]): Metric => {
  const all = [namespace, name, ...pairs];
  if (!namespace || !name || pairs.length % 2 === 1 || all.some((text) => text === '.' || text === '...'))
    throw new ShapeError(`[${all.join(', ')}] is no namespace, name and pairs of dimensions`);
  const dimensions: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) dimensions[pairs[at] as string] = pairs[at + 1] as string;
  return { namespace, name, dimensions };
};
