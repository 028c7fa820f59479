import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DIMENSION, type MetricDefinition } from '../metrics.ts';

/** At the 100th value of a metric the library writes its document by itself and forgets the dimensions: stay below. */
const VALUES_A_DOCUMENT = 99;

/** The values of one metric; none means that it is left out. */
export type Measured = readonly [metric: MetricDefinition, values: readonly number[]];

/** Writes one document, or as many as the values need; each names the fleet, and what else tells its values apart. */
export type Emit = (apart: Readonly<Record<string, string>>, measured: readonly Measured[]) => void;

/** CloudWatch metrics in the embedded format: lines of the log, with no call to AWS. */
export const emfEmitter = (metrics: Metrics, fleet: string): Emit => {
  // The library adds `service` to everything: a dimension more, under which no alarm would find a metric.
  metrics.clearDefaultDimensions();

  return (apart, measured) => {
    const most = Math.max(0, ...measured.map(([, values]) => values.length));
    for (let from = 0; from < most; from += VALUES_A_DOCUMENT) {
      metrics.addDimensions({ [DIMENSION.fleet]: fleet, ...apart });
      for (const [{ name, unit }, values] of measured)
        for (const value of values.slice(from, from + VALUES_A_DOCUMENT))
          metrics.addMetric(name, MetricUnit[unit], value);
      metrics.publishStoredMetrics();
    }
  };
};
