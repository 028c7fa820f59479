import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { GAUGE, METRIC, STATE_DIMENSION } from '../contract.ts';
import { SECOND } from '../core/time.ts';
import type { Gauges } from '../flow/census-ports.ts';

/** CloudWatch metrics in the embedded format: how many principals by state, and the rest of a census as a whole. */
export const emfGauges = (metrics: Metrics): Gauges => {
  // The library adds `service` to everything: a dimension more, under which no alarm would find a metric.
  metrics.clearDefaultDimensions();

  return {
    census(counts) {
      for (const [state, n] of Object.entries(counts.principals)) {
        metrics.addDimensions({ [STATE_DIMENSION]: state });
        metrics.addMetric(GAUGE.principals, MetricUnit.Count, n);
        metrics.publishStoredMetrics();
      }
      // Without a set of dimensions, be it an empty one, CloudWatch makes no metric of it.
      metrics.addDimensions({});
      metrics.addMetric(GAUGE.expired, MetricUnit.Count, counts.expired);
      metrics.addMetric(GAUGE.adopted, MetricUnit.Count, counts.adopted);
      metrics.addMetric(GAUGE.drift, MetricUnit.Count, counts.drift);
      metrics.addMetric(GAUGE.orphans, MetricUnit.Count, counts.orphans);
      metrics.addMetric(METRIC.malformed, MetricUnit.Count, counts.malformed);
      if (counts.leastToExpiry !== undefined)
        metrics.addMetric(GAUGE.minSecondsToExpiry, MetricUnit.Seconds, counts.leastToExpiry / SECOND);
      metrics.publishStoredMetrics();
    },
  };
};
