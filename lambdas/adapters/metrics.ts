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

/** At the 100th value of a metric the library writes its document by itself and forgets the dimensions: stay below. */
const VALUES_A_DOCUMENT = 99;

interface Measured {
  readonly name: string;
  readonly unit: Parameters<Metrics['addMetric']>[1];
  readonly values: readonly number[];
}

/**
 * CloudWatch metrics in the embedded format. Counts are per provider; what concerns the run as a whole has no
 * dimension. Latencies collect until the run ends, so that a document holds one provider each.
 */
export const emfMeter = (metrics: Metrics): Meter => {
  const providerLatencies = new Map<string, number[]>();
  const publishLatencies: number[] = [];
  // The library adds `service` to everything: a dimension more, under which no alarm would find a metric.
  metrics.clearDefaultDimensions();

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
      const counted = tally.byProvider();
      for (const provider of new Set([...counted.keys(), ...providerLatencies.keys()]))
        emit(metrics, { provider }, [
          ...countsOf(counted.get(provider)),
          milliseconds(METRIC.providerLatency, providerLatencies.get(provider) ?? []),
        ]);
      emit(metrics, {}, [
        { name: METRIC.heartbeat, unit: MetricUnit.Count, values: [1] },
        milliseconds(METRIC.tickDuration, [durationMs]),
        { name: METRIC.oldestOverdueSeconds, unit: MetricUnit.Seconds, values: [oldestOverdueMs / 1_000] },
        milliseconds(METRIC.publishLatency, publishLatencies),
      ]);
      providerLatencies.clear();
      publishLatencies.length = 0;
    },
  };
};

const milliseconds = (name: string, values: readonly number[]): Measured => ({
  name,
  unit: MetricUnit.Milliseconds,
  values,
});

const countsOf = (counts: ReadonlyMap<Counted, number> = new Map()): Measured[] =>
  [...counts].flatMap(([what, n]) => {
    const name = METRIC_OF[what];
    return name ? [{ name, unit: MetricUnit.Count, values: [n] }] : [];
  });

/** One document, or as many as the values need; each names its dimensions. */
const emit = (metrics: Metrics, dimensions: Record<string, string>, measured: readonly Measured[]): void => {
  const most = Math.max(0, ...measured.map(({ values }) => values.length));
  for (let from = 0; from < most; from += VALUES_A_DOCUMENT) {
    metrics.addDimensions(dimensions);
    for (const { name, unit, values } of measured)
      for (const value of values.slice(from, from + VALUES_A_DOCUMENT)) metrics.addMetric(name, unit, value);
    metrics.publishStoredMetrics();
  }
};
