import type { Meter } from '../flow/ports.ts';

/** Most metrics are a tick's: what an operator causes shows in the table and in the log. */
export const silentMeter: Meter = {
  rescued() {},
  providerLatency() {},
  publishLatency() {},
  run() {},
};
