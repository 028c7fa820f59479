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
  /** A lease outlives its invocation by more than all attempts of one SDK call, so that no late write meets a new claim. */
  readonly leaseBeyondDeadline: number;
  /** A publication that succeeded this recently proves that secrets can be written. */
  readonly publishingProof: number;
}

/** So long before the deadline the rescue record goes out, whatever a keep call is still waiting for. */
export const TIME_TO_RESCUE = 2 * SECOND;

export const LIMITS: Limits = {
  connect: 3 * SECOND,
  provider: 8 * SECOND,
  persistReserve: 13 * SECOND,
  leaseBeyondDeadline: 30 * SECOND,
  publishingProof: 5 * SECOND,
};
