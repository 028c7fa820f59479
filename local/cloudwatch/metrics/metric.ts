/** What CloudWatch calls a metric: a name with one set of dimensions is another than the same name with a second set. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Values of one metric at one moment. */
export interface Datum extends Metric {
  /** Epoch ms, on the wall. */
  readonly at: number;
  readonly values: readonly number[];
  readonly unit?: string | undefined;
}

/** The same for the same metric, in whatever order its dimensions come. */
export const keyOf = ({ namespace, name, dimensions }: Metric): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
