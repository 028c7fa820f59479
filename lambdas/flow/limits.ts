import { SECOND } from '../core/time.ts';

/** How long things may take, in ms. Together they keep one promise: whatever was asked can still be kept. */
export interface Limits {
  /** Until a request to a provider can be written: DNS, TCP, TLS. */
  readonly connect: number;
  /** One request to a provider, whole. */
  readonly provider: number;
  /**
   * The keep with all attempts of its SDK calls, or its rescue record. A claim needs this and `provider` before the
   * deadline. Publish and settle come after; where they no longer fit, a later run repeats them.
   */
  readonly persistReserve: number;
  /** So long before the deadline the rescue record goes out, whatever a keep call is still waiting for. */
  readonly timeToRescue: number;
  /** A lease outlives its invocation by more than all attempts of one SDK call, so that no late write meets a new claim. */
  readonly leaseBeyondDeadline: number;
  /** A publication that succeeded this recently proves that secrets can be written. */
  readonly publishingProof: number;
}

export const LIMITS: Limits = {
  connect: 3 * SECOND,
  provider: 8 * SECOND,
  persistReserve: 13 * SECOND,
  timeToRescue: 2 * SECOND,
  leaseBeyondDeadline: 30 * SECOND,
  publishingProof: 5 * SECOND,
};

/** Real calls take real time: on one machine they can be hurried so far, and no further. */
const MOST_HURRIED = 4;

/**
 * What fits a fleet that lives `times` times as fast: a run that was killed gives its rows back before their tokens
 * end. `share` of an invocation's time is what a run may use.
 */
export const hurried = (times: number): { readonly limits: Limits; readonly share: number } => {
  const by = Math.min(times, MOST_HURRIED);
  const limits: Limits = {
    connect: LIMITS.connect / by,
    provider: LIMITS.provider / by,
    persistReserve: LIMITS.persistReserve / by,
    timeToRescue: LIMITS.timeToRescue / by,
    leaseBeyondDeadline: LIMITS.leaseBeyondDeadline / by,
    publishingProof: LIMITS.publishingProof / by,
  };
  return { limits, share: 1 / by };
};
