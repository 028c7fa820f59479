import { METRICS_NAMESPACE } from '../../lambdas/metrics.ts';
import type { Template } from '../../local/stack/template.ts';

const IN_A_LINE = new RegExp(`"${METRICS_NAMESPACE}","(\\w+)"`, 'g');
const IN_A_SEARCH = /MetricName=\\"(\w+)\\"/g;

/** Names of our metrics that widgets and alarms of a template ask for. */
export const shownIn = ({ Resources }: Template): ReadonlySet<string> => {
  const names = Object.values(Resources).flatMap(({ Type, Properties = {} }) => {
    if (Type === 'AWS::CloudWatch::Alarm')
      return Properties.Namespace === METRICS_NAMESPACE ? [String(Properties.MetricName)] : [];
    return Type === 'AWS::CloudWatch::Dashboard' ? inBody(textOf(Properties.DashboardBody)) : [];
  });
  return new Set(names);
};

const inBody = (body: string): string[] =>
  [IN_A_LINE, IN_A_SEARCH].flatMap((pattern) => [...body.matchAll(pattern)].map(([, name = '']) => name));

/** The parts of it that a deployment has not to fill in. */
const textOf = (value: unknown): string => {
  const joined = (value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'];
  return (joined?.[1] ?? [value]).filter((part) => typeof part === 'string').join('');
};
