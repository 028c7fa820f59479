import * as z from 'zod';
import { partsOf } from '../metric-math/expression.ts';
import type { Line } from '../metric-math/lines.ts';
import { parseExpression } from '../metric-math/parse.ts';
import { statisticOf } from '../metrics/statistics.ts';
import { minutesOf } from '../metrics/windows.ts';
import { at, readShape, ShapeError } from '../shape.ts';
import { COMPARISONS, type Comparison, type Condition, TREATMENTS } from './evaluation.ts';

/** An alarm of the template. */
export interface AlarmDefinition {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly condition: Condition;
  /** The one that is watched, and those that it is made of. */
  readonly lines: readonly Line[];
  readonly watched: Line;
  /** Minutes. */
  readonly period: number;
  /** ARNs of topics that are told of a state. */
  readonly actions: Readonly<Record<'ALARM' | 'OK' | 'INSUFFICIENT_DATA', readonly string[]>>;
}

const dimensions = z
  .array(z.strictObject({ Name: z.string(), Value: z.string() }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));

const metricQuery = z.strictObject({
  Id: z.string(),
  Expression: z.string().optional(),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: z.number(),
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
  Label: z.string().optional(),
  Period: z.number().optional(),
  ReturnData: z.boolean().default(true),
});

const properties = z.strictObject({
  AlarmName: z.string().optional(),
  AlarmDescription: z.string().default(''),
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: z.array(z.string()).default([]),
  OKActions: z.array(z.string()).default([]),
  InsufficientDataActions: z.array(z.string()).default([]),
  ComparisonOperator: z.enum(Object.keys(COMPARISONS) as Comparison[]),
  Threshold: z.number(),
  EvaluationPeriods: z.int().min(1),
  DatapointsToAlarm: z.int().min(1).optional(),
  TreatMissingData: z.enum(TREATMENTS).default('missing'),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensions,
  Period: z.number().optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Unit: z.string().optional(),
  Metrics: z.array(metricQuery).optional(),
  Tags: z.unknown().optional(),
});
type Properties = z.output<typeof properties>;

/** CloudWatch's own, of an expression that gives no period. */
const DEFAULT_PERIOD_SECONDS = 60;

/**
 * Reads the properties of an `AWS::CloudWatch::Alarm`: of one metric, or of an expression.
 *
 * @throws {ShapeError}, or what reading an expression, a statistic or a period throws
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
export const readAlarm = (given: unknown, name: string, arn: string): AlarmDefinition => {
  const read = readShape(properties, given, 'alarm');
  const { EvaluationPeriods: periods, DatapointsToAlarm: datapoints = periods } = read;
  if (datapoints > periods) throw new ShapeError(`${datapoints} datapoints of ${periods} can never breach`);
  const actionsOf = (arns: readonly string[]) => (read.ActionsEnabled ? arns : []);
  return {
    name,
    arn,
    description: read.AlarmDescription,
    condition: {
      comparison: read.ComparisonOperator,
      threshold: read.Threshold,
      periods,
      datapoints,
      missing: read.TreatMissingData,
    },
    ...(read.Metrics === undefined ? ofOneMetric(read) : ofSeveral(read.Metrics)),
    actions: {
      ALARM: actionsOf(read.AlarmActions),
      OK: actionsOf(read.OKActions),
      INSUFFICIENT_DATA: actionsOf(read.InsufficientDataActions),
    },
  };
};

type Watching = Pick<AlarmDefinition, 'lines' | 'watched' | 'period'>;

const ofOneMetric = (read: Properties): Watching => {
  const { Namespace, MetricName, Dimensions, Period } = read;
  const statistic = read.Statistic ?? read.ExtendedStatistic;
  if (!Namespace || !MetricName || !Period || !statistic)
    throw new ShapeError('alarm: a metric with namespace, name, period and statistic is needed, or Metrics');
  const watched: Line = {
    source: {
      kind: 'metric',
      metric: { namespace: Namespace, name: MetricName, dimensions: Dimensions },
      statistic: statisticOf(statistic),
    },
  };
  return { lines: [watched], watched, period: minutesOf(Period) };
};

const ofSeveral = (queries: readonly z.output<typeof metricQuery>[]): Watching => {
  const lines = queries.map((query, index) => at(`Metrics.${index}`, () => lineOf(query)));
  const returned = lines.filter((_, index) => queries[index]?.ReturnData);
  const [watched] = returned;
  if (!watched || returned.length > 1)
    throw new ShapeError(`alarm: exactly one of Metrics has to return data, not ${returned.length}`);
  const given = queries.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []);
  const period = minutesOf(given.length > 0 ? Math.max(...given) : DEFAULT_PERIOD_SECONDS);
  return { lines, watched, period };
};

const lineOf = ({ Id, Expression, MetricStat }: z.output<typeof metricQuery>): Line => {
  if (Expression !== undefined) {
    const expression = parseExpression(Expression);
    if (partsOf(expression).some(({ kind }) => kind === 'search'))
      throw new ShapeError('an alarm cannot watch a SEARCH: CloudWatch refuses it');
    return { id: Id, source: { kind: 'expression', expression } };
  }
  if (!MetricStat) throw new ShapeError('Expression or MetricStat is needed');
  const { Metric, Stat } = MetricStat;
  return {
    id: Id,
    source: {
      kind: 'metric',
      metric: { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: Metric.Dimensions },
      statistic: statisticOf(Stat),
    },
  };
};
