import type { Counted, Tally } from '../core/tally.ts';
import { SECOND } from '../core/time.ts';
import type { Meter } from '../flow/ports.ts';
import { DIMENSION, METRIC, type MetricDefinition } from '../metrics.ts';
import type { Emit, Measured } from './emf.ts';

/** What a run counts, by its metric. What is not here shows in the log alone. */
const METRIC_OF: Readonly<Partial<Record<Counted, MetricDefinition>>> = {
  due: METRIC.due,
  refreshed: METRIC.refreshed,
  deferred: METRIC.deferred,
  refused: METRIC.refused,
  misconfigured: METRIC.misconfigured,
  claimLost: METRIC.claimLost,
  answerLost: METRIC.answerLost,
  superseded: METRIC.superseded,
  published: METRIC.published,
  publishFailed: METRIC.publishFailed,
};

/** A tick's metrics. Latencies collect until the run ends, so that a document holds one provider each. */
export const tickMeter = (emit: Emit): Meter => {
  const providerLatencies = new Map<string, number[]>();
  const publishLatencies: number[] = [];

  return {
    ...rescueMeter(emit),

    providerLatency(provider, ms) {
      const known = providerLatencies.get(provider);
      if (known) known.push(ms);
      else providerLatencies.set(provider, [ms]);
    },

    publishLatency(ms) {
      publishLatencies.push(ms);
    },

    run(tally, { durationMs, oldestOverdueMs, censusAgeMs }) {
      const counted = tally.byProvider();
      for (const provider of new Set([...counted.keys(), ...providerLatencies.keys()]))
        emit({ [DIMENSION.provider]: provider }, [
          ...countsOf(counted.get(provider)),
          [METRIC.providerLatency, providerLatencies.get(provider) ?? []],
        ]);
      emit({}, [
        [METRIC.heartbeat, [1]],
        [METRIC.tickDuration, [durationMs]],
        [METRIC.oldestOverdueSeconds, [oldestOverdueMs / SECOND]],
        [METRIC.censusAgeSeconds, censusAgeMs === undefined ? [] : [censusAgeMs / SECOND]],
        [METRIC.publishLatency, publishLatencies],
        ...totalsOf(tally),
      ]);
      providerLatencies.clear();
      publishLatencies.length = 0;
    },
  };
};

/** What every function has to tell that presents grants. */
export const rescueMeter = (emit: Emit): Pick<Meter, 'rescued'> => ({
  rescued(provider) {
    emit({ [DIMENSION.provider]: provider }, [[METRIC.rescued, [1]]]);
    emit({}, [[METRIC.rescued, [1]]]);
  },
});

const countsOf = (counts: ReadonlyMap<Counted, number> = new Map()): Measured[] =>
  [...counts].flatMap(([what, n]) => {
    const metric = METRIC_OF[what];
    return metric ? [[metric, [n]] as const] : [];
  });

const totalsOf = (tally: Tally): Measured[] =>
  Object.entries(tally.totals()).flatMap(([what, n]) => {
    const metric = METRIC_OF[what as Counted];
    return metric?.apart.includes('fleet') ? [[metric, [n]] as const] : [];
  });
