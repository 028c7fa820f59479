import type { Meter } from '../flow/ports.ts';

/** Metrics are a tick's: what an operator causes shows in the table and in the log. */
export const silentMeter: Meter = {
  providerLatency() {},
  publishLatency() {},
  run() {},
};
