import { parentPort, workerData } from 'node:worker_threads';
import { lookAgain } from '../lambdas/core/schedule.ts';
import { AS_DEPLOYED } from '../lambdas/core/tempo.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../lambdas/core/time.ts';
import type { CloudApp } from './clouds/cloud-app.ts';
import { oauth2 } from './clouds/dialect.ts';
import type { Totals } from './live-time.ts';
import type { Outage } from './margin-report.ts';
import { planOf } from './plan.ts';
import { START } from './virtual-time.ts';
import { World } from './world.ts';

Error.stackTraceLimit = 0;

const PRINCIPALS = 200;
const SETTLED = 8 * HOUR;
/** A cloud that is back waits for no row longer than the longest back-off, and for the breaker's next probe. */
const TO_RECOVER = 30 * MINUTE;

const countedIn = ({ live, wire, handOver, dead }: Totals): number => live + wire + handOver + dead;

/** One cloud is down once; nothing else ever goes wrong. */
const { lifetime, margin, length } = workerData as Outage;
const tempo = { ...AS_DEPLOYED, ...margin };
const NEVER = 1_000 * DAY;
const plan = {
  ...planOf('mild', { seed: 1, principals: PRINCIPALS, days: 1 }),
  tempo,
  // Whatever the moment of the outage, principals are at every point of their tokens' lives.
  enrolledWithin: lookAgain({ issuedAt: 0, expiresAt: lifetime }, 0.5, tempo),
  betweenCloudOutages: NEVER,
  betweenServiceOutages: NEVER,
  betweenMistakes: NEVER,
  betweenHands: NEVER,
  betweenRejections: NEVER,
  handsInTheMiddle: 0,
  troubledCalls: 0,
  latePuts: 0,
  answersLost: 0,
  grantsInOutages: 0,
  crashes: 0,
};
const app: CloudApp = {
  name: '1-cloud',
  dialect: oauth2,
  host: 'cloud.example',
  lifetimeSeconds: lifetime / SECOND,
  refreshLifetimeMs: Number.POSITIVE_INFINITY,
  revokesFamilyOnReuse: false,
  oneToken: false,
  clientId: 'client',
  secrets: new Set(['secret']),
  condition: 'well',
  conditionSince: 0,
  weather: 'well',
  since: undefined,
};
const principals = Array.from({ length: PRINCIPALS }, (_, n) => `1-cloud-${n + 1}`);
const world = new World(plan, undefined, [{ app, principals }]);
world.begin();
await world.time.run(START + SETTLED);
const refreshed = world.books.figures.refreshed;

const before = world.live.total();
const begins = world.time.now;
app.weather = 'failing';
app.since = begins;
await world.time.run(begins + length);
app.weather = 'well';
app.since = undefined;
await world.time.run(begins + length + TO_RECOVER);
const after = world.live.total();
parentPort?.postMessage({
  live: (after.live - before.live) / (countedIn(after) - countedIn(before)),
  /** A day and principal, while nothing is wrong. */
  refreshesADay: (refreshed / PRINCIPALS) * (DAY / SETTLED),
});
