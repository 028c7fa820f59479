import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC } from '../contract.ts';
import type { Counted } from '../core/tally.ts';
import type { Meter } from '../flow/ports.ts';

/** What a run counts, under the name of its metric. What is not here shows in the log alone. */
const METRIC_OF: Partial<Record<Counted, string>> = {
  due: METRIC.due,
  refreshed: METRIC.refreshed,
  deferred: METRIC.deferred,
  refused: METRIC.refused,
  misconfigured: METRIC.misconfigured,
  claimLost: METRIC.claimLost,
  answerLost: METRIC.answerLost,
  rescued: METRIC.rescued,
  superseded: METRIC.superseded,
  published: METRIC.published,
  publishFailed: METRIC.publishFailed,
  malformed: METRIC.malformed,
};

const PROVIDER = 'provider';

/**
 * CloudWatch metrics in the embedded format. Counts are per provider; what concerns the run as a whole has no
 * dimension. Latencies collect until the run ends, so that a document holds one provider each.
 */
export const emfMeter = (metrics: Metrics): Meter => {
  const providerLatencies = new Map<string, number[]>();
  const publishLatencies: number[] = [];

  return {
    providerLatency(provider, ms) {
      const known = providerLatencies.get(provider);
      if (known) known.push(ms);
      else providerLatencies.set(provider, [ms]);
    },

    publishLatency(ms) {
      publishLatencies.push(ms);
    },

    run(tally, { durationMs, oldestOverdueMs }) {
      const providers = new Set([...tally.byProvider().keys(), ...providerLatencies.keys()]);
      for (const provider of providers) {
        const counts = tally.byProvider().get(provider);
        emitTogether(metrics, provider, counts, providerLatencies.get(provider) ?? []);
      }
      metrics.addMetric(METRIC.heartbeat, MetricUnit.Count, 1);
      metrics.addMetric(METRIC.tickDuration, MetricUnit.Milliseconds, durationMs);
      metrics.addMetric(METRIC.oldestOverdueSeconds, MetricUnit.Seconds, oldestOverdueMs / 1_000);
      for (const ms of publishLatencies)
        metrics.addMetric(METRIC.publishLatency, MetricUnit.Milliseconds, ms);
      metrics.publishStoredMetrics();
      providerLatencies.clear();
      publishLatencies.length = 0;
    },
  };
};

const emitTogether = (
  metrics: Metrics,
  provider: string,
  counts: ReadonlyMap<Counted, number> | undefined,
  latencies: readonly number[],
): void => {
  metrics.addDimension(PROVIDER, provider);
  for (const [what, n] of counts ?? []) {
    const name = METRIC_OF[what];
    if (name) metrics.addMetric(name, MetricUnit.Count, n);
  }
  for (const ms of latencies) metrics.addMetric(METRIC.providerLatency, MetricUnit.Milliseconds, ms);
  metrics.publishStoredMetrics();
  metrics.clearDimensions();
};
