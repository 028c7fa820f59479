import type { Template } from 'aws-cdk-lib/assertions';

type Options = Readonly<Record<string, unknown>>;

export interface Widget {
  readonly type: 'text' | 'metric' | 'alarm' | 'log';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly view?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly yAxis?: Readonly<Record<'left' | 'right', { readonly label?: string } | undefined>>;
    readonly annotations?: { readonly horizontal: readonly { label: string; value: number }[] };
    readonly alarms?: readonly string[];
    readonly markdown?: string;
  };
}

export interface DashboardBody {
  readonly start: string;
  readonly widgets: readonly Widget[];
}

type Part = string | { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly [string, string] };

/** The one dashboard, with logical ids where only a deployment knows the names. */
export const dashboardOf = (template: Template): DashboardBody => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const parts: readonly Part[] = dashboard?.Properties.DashboardBody['Fn::Join'][1];
  return JSON.parse(
    parts
      .map((part) => (typeof part === 'string' ? part : (part.Ref ?? part['Fn::GetAtt']?.[0] ?? '')))
      .join(''),
  );
};

/** One line of a graph: a metric with its dimensions, or an expression. */
export interface Line {
  readonly namespace?: string;
  readonly name?: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly options: Options & { readonly expression?: string; readonly label?: string };
}

export const linesOf = ({ properties }: Widget): readonly Line[] =>
  (properties.metrics ?? []).map((metric) => {
    const isObject = (part: unknown): part is Options => typeof part === 'object' && part !== null;
    const options = metric.find(isObject) ?? {};
    const [namespace, name, ...rest] = metric.filter((part) => typeof part === 'string');
    const pairs = rest.flatMap((part, index) =>
      index % 2 === 0 ? [[part, rest[index + 1] ?? ''] as const] : [],
    );
    return {
      ...(namespace !== undefined && { namespace }),
      ...(name !== undefined && { name }),
      dimensions: Object.fromEntries(pairs),
      options,
    };
  });

/** Not those that only an expression uses. */
export const visible = ({ options }: Line): boolean => options.visible !== false;
