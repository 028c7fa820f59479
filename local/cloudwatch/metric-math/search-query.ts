import type { Metric } from '../metrics/metric.ts';
import { ExpressionError } from './error.ts';

/** The first argument of SEARCH. */
export interface SearchQuery {
  readonly namespace: string;
  /** A metric must have these and no others. */
  readonly dimensions: readonly string[];
  /** Absent: any. */
  readonly metricName?: string;
  /** Values that dimensions must have. */
  readonly values: Readonly<Record<string, string>>;
}

const SCHEMA = /^\s*\{(?<schema>[^{}]*)\}(?<terms>.*)$/s;
const NAME = /^\s*(?:"(?<quoted>[^"]*)"|(?<bare>[\w/.-]+))\s*$/;
const TERM = /\s*(?:(?<key>[\w.-]+)|"(?<quotedKey>[^"]*)")\s*=\s*"(?<value>[^"]*)"(?:\s+|$)/y;
const METRIC_NAME = 'MetricName';

/**
 * Reads `{Namespace,Dimension,...} MetricName="X" Dimension="value"`: exact values, all of which must hold.
 *
 * @throws {ExpressionError}
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export const readSearchQuery = (text: string): SearchQuery => {
  const { schema, terms } = SCHEMA.exec(text)?.groups ?? {};
  if (schema === undefined || terms === undefined)
    throw new ExpressionError(`SEARCH needs {Namespace,Dimension,...} at the beginning of '${text}'`);
  const [namespace = '', ...dimensions] = schema.split(',').map(nameIn);
  const { [METRIC_NAME]: metricName, ...values } = termsIn(terms);
  for (const name of Object.keys(values))
    if (!dimensions.includes(name))
      throw new ExpressionError(`SEARCH asks for ${name}, which is not in {${schema}}`);
  return { namespace, dimensions, values, ...(metricName !== undefined && { metricName }) };
};

const nameIn = (text: string): string => {
  const { quoted, bare } = NAME.exec(text)?.groups ?? {};
  const name = quoted ?? bare;
  if (!name) throw new ExpressionError(`SEARCH has no name in '${text.trim()}'`);
  return name;
};

const termsIn = (terms: string): Record<string, string> => {
  const values: Record<string, string> = {};
  for (let at = 0; terms.slice(at).trim() !== ''; ) {
    TERM.lastIndex = at;
    const { key, quotedKey, value = '' } = TERM.exec(terms)?.groups ?? {};
    const name = key ?? quotedKey;
    if (name === undefined)
      throw new ExpressionError(`SEARCH knows only Name="value" here, not '${terms.slice(at).trim()}'`);
    values[name] = value;
    at = TERM.lastIndex;
  }
  return values;
};

export const matches = (
  { namespace, dimensions, metricName, values }: SearchQuery,
  metric: Metric,
): boolean => {
  const names = Object.keys(metric.dimensions);
  return (
    metric.namespace === namespace &&
    (metricName === undefined || metric.name === metricName) &&
    names.length === dimensions.length &&
    dimensions.every((name) => Object.hasOwn(metric.dimensions, name)) &&
    Object.entries(values).every(([name, value]) => metric.dimensions[name] === value)
  );
};

/** What tells a found metric apart from the others: all that the query left open. */
export const distinction = ({ metricName, values }: SearchQuery, metric: Metric): string => {
  const open = Object.entries(metric.dimensions).filter(([name]) => !(name in values));
  const parts = [...(metricName === undefined ? [metric.name] : []), ...open.map(([, value]) => value)];
  return parts.length > 0 ? parts.join(' ') : metric.name;
};
