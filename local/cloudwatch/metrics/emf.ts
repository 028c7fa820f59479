import * as z from 'zod';
import type { Datum } from './metric.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const document = z.looseObject({
  _aws: z.looseObject({
    Timestamp: z.int(),
    CloudWatchMetrics: z.array(
      z.looseObject({
        Namespace: z.string().min(1).max(1_024),
        Dimensions: z.array(z.array(z.string()).max(30)),
        Metrics: z
          .array(z.looseObject({ Name: z.string().min(1).max(1_024), Unit: z.string().optional() }))
          .max(100),
      }),
    ),
  }),
});
type Document = z.output<typeof document>;
type Directive = Document['_aws']['CloudWatchMetrics'][number];

const values = z.union([z.number().transform((value) => [value]), z.array(z.number()).max(100)]);

/**
 * The metrics in a line of a log, in the embedded metric format: one datum for each metric and set of dimensions.
 * A metric whose value, or one of whose dimensions, is not there is left out.
 *
 * @returns undefined for any other line
 */
export const readEmf = (line: string): Datum[] | undefined => {
  // Most lines are no metrics: they need not be parsed for that.
  if (!line.includes('"_aws"')) return undefined;
  const { success, data } = document.safeParse(parsed(line));
  if (!success) return undefined;
  return data._aws.CloudWatchMetrics.flatMap((directive) => dataOf(directive, data));
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const dataOf = ({ Namespace, Dimensions, Metrics }: Directive, root: Document): Datum[] => {
  const sets = Dimensions.map((names) => dimensionsIn(root, names)).filter((set) => set !== undefined);
  return Metrics.flatMap(({ Name, Unit }) => {
    const read = values.safeParse(own(root, Name));
    if (!read.success) return [];
    return sets.map((dimensions) => ({
      namespace: Namespace,
      name: Name,
      dimensions,
      at: root._aws.Timestamp,
      values: read.data,
      unit: Unit,
    }));
  });
};

const dimensionsIn = (root: Document, names: readonly string[]): Record<string, string> | undefined => {
  const entries = names.map((name) => [name, own(root, name)] as const);
  const isComplete = entries.every(([, value]) => typeof value === 'string' && value !== '');
  return isComplete ? (Object.fromEntries(entries) as Record<string, string>) : undefined;
};

const own = (root: Document, name: string): unknown => (Object.hasOwn(root, name) ? root[name] : undefined);
