import { DAY, SECOND } from '../core/time.ts';
import type { Gauges } from '../flow/census-ports.ts';
import { DIMENSION, GAUGE } from '../metrics.ts';
import type { Emit } from './emf.ts';

/** What a census found: how many principals by state, and the rest of the fleet as a whole. */
export const censusGauges = (emit: Emit): Gauges => ({
  census(counts, { leastToCertificateEnd }) {
    const { principals, expired, adopted, drift, orphans, malformed, leastToExpiry } = counts;
    for (const [state, n] of Object.entries(principals))
      emit({ [DIMENSION.state]: state }, [[GAUGE.principals, [n]]]);
    emit({}, [
      [GAUGE.expired, [expired]],
      [GAUGE.adopted, [adopted]],
      [GAUGE.drift, [drift]],
      [GAUGE.orphans, [orphans]],
      [GAUGE.malformed, [malformed]],
      [GAUGE.minSecondsToExpiry, leastToExpiry === undefined ? [] : [leastToExpiry / SECOND]],
      [
        GAUGE.daysToCertificateEnd,
        leastToCertificateEnd === undefined ? [] : [Math.floor(leastToCertificateEnd / DAY)],
      ],
    ]);
  },
});
