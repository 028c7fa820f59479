import { setTimeout } from 'node:timers';
import { awsClients } from '../../lambdas/adapters/clients.ts';
import { connect } from '../../lambdas/adapters/connect.ts';
import { silentMeter } from '../../lambdas/adapters/silent-meter.ts';
import { HOUR } from '../../lambdas/core/time.ts';
import { census } from '../../lambdas/flow/census.ts';
import { NAMES } from '../canned/fleet.ts';
import type { Place } from '../canned/serve.ts';
import { answerQuestions } from '../child.ts';
import { addressOf } from './program.ts';

/** As `lambdas/census/handler.ts` has it. */
const SOCKETS = 32;
const LOOK_EVERY_MS = 5;

export interface CensusCost {
  readonly rows: number;
  /** Of the whole process and of its heap, as far as looking every few milliseconds shows it. */
  readonly peakMiB: number;
  readonly peakHeapMiB: number;
  readonly cpuSeconds: number;
}

const MIB = 2 ** 20;

answerQuestions({
  census: async (place: Place): Promise<CensusCost> => {
    const clients = awsClients(SOCKETS, addressOf(place));
    const journal = { info() {}, warn() {}, error() {} };
    const ports = connect({ ...NAMES, keyArn: place.keyArn }, clients, { journal, meter: silentMeter });
    // Not the system's own mark: on Linux a child inherits its parent's.
    const peak = { rss: 0, heapUsed: 0 };
    const look = () => {
      const { rss, heapUsed } = process.memoryUsage();
      peak.rss = Math.max(peak.rss, rss);
      peak.heapUsed = Math.max(peak.heapUsed, heapUsed);
      looking = setTimeout(look, LOOK_EVERY_MS);
    };
    let looking = setTimeout(look, LOOK_EVERY_MS);
    const before = process.cpuUsage();
    const { done, counts } = await census(
      { ...ports, gauges: { census() {} } },
      { deadline: Date.now() + HOUR },
    );
    clearTimeout(looking);
    if (!done) throw new Error('the census did not end');
    const { user, system } = process.cpuUsage(before);
    return {
      rows: Object.values(counts.principals).reduce((sum: number, n) => sum + n, 0),
      peakMiB: peak.rss / MIB,
      peakHeapMiB: peak.heapUsed / MIB,
      cpuSeconds: (user + system) / 1_000_000,
    };
  },
});
