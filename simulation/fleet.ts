import { margin } from '../lambdas/core/schedule.ts';
import type { Tempo } from '../lambdas/core/tempo.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../lambdas/core/time.ts';
import type { CloudApp, Dialect } from './clouds/cloud-app.ts';
import { dkn, huawei, kii, oauth2 } from './clouds/dialect.ts';
import type { Random } from './random.ts';

/** One app and how many principals it has. */
export interface Member {
  readonly app: CloudApp;
  readonly principals: readonly string[];
}

const FOR_EVER = Number.POSITIVE_INFINITY;
const MONTH = 30 * DAY;
/** The longest lifetime that is believed. */
const NEVER_ENDS = 365 * 24 * 3_600;

interface Kind {
  readonly dialect: Dialect;
  /** Of all principals. */
  readonly share: number;
  /** Principals of one app, at most. */
  readonly appSize: number;
  readonly lifetimes: readonly [number, ...number[]];
  readonly refreshLifetimes: readonly [number, ...number[]];
}

/** Access tokens from 30 minutes to for ever, refresh tokens of a day, a month, and without end. */
const KINDS: readonly Kind[] = [
  { dialect: dkn, share: 0.4, appSize: 100, lifetimes: [7_200, 3_600], refreshLifetimes: [FOR_EVER] },
  {
    dialect: kii,
    share: 0.28,
    appSize: 100,
    lifetimes: [3_600, NEVER_ENDS, 14_400],
    refreshLifetimes: [FOR_EVER],
  },
  {
    dialect: oauth2,
    share: 0.28,
    appSize: 100,
    lifetimes: [1_800, 3_600, 7_200],
    refreshLifetimes: [DAY, MONTH, FOR_EVER],
  },
  { dialect: huawei, share: 0.04, appSize: 1, lifetimes: [3_600], refreshLifetimes: [DAY, MONTH] },
];

/** Who is to be kept alive: every kind of cloud, every lifetime, whatever the number. */
export const fleetOf = (principals: number, fleet = 1): Member[] => {
  const members: Member[] = [];
  for (const { dialect, share, appSize, lifetimes, refreshLifetimes } of KINDS) {
    let left = Math.max(lifetimes.length, Math.round(principals * share));
    const apps = Math.max(lifetimes.length, Math.ceil(left / appSize));
    for (let n = 0; n < apps; n += 1) {
      const size = Math.ceil(left / (apps - n));
      left -= size;
      const name = `${fleet}-${dialect.provider}-${n + 1}`;
      members.push({
        app: {
          name,
          dialect,
          host: `${name}.example`,
          lifetimeSeconds: lifetimes[n % lifetimes.length] ?? lifetimes[0],
          refreshLifetimeMs: refreshLifetimes[n % refreshLifetimes.length] ?? FOR_EVER,
          revokesFamilyOnReuse: dialect === oauth2 && n % 2 === 1,
          oneToken: dialect === huawei,
          clientId: `client-of-${name}`,
          secrets: new Set([`first-secret-of-${name}`]),
          condition: 'well',
          conditionSince: 0,
          weather: 'well',
          since: undefined,
        },
        principals: Array.from({ length: size }, (_, p) => `${name}-${p + 1}`),
      });
    }
  }
  return members;
};

/** A tick must come, a row be taken, a token be published: what lasts so much less than the margin is inside it. */
const TO_RECOVER = 3 * MINUTE;

/** The longest outage (ms) that an app's margin covers. */
export const coveredOutage = (app: CloudApp, tempo: Tempo): number => {
  const end = Math.min(app.lifetimeSeconds * SECOND, app.refreshLifetimeMs);
  return Math.max(MINUTE, margin(end, tempo) - TO_RECOVER);
};

const LONGEST_OUTAGE = 4 * DAY;

/** How long things are wrong: inside the margin, or from minutes to days. */
export const outageLength = (random: Random, covered: number, mayExceed: boolean): number =>
  mayExceed
    ? Math.min(LONGEST_OUTAGE, random.chance(0.8) ? random.exponential(HOUR) : random.exponential(DAY))
    : random.between(10 * SECOND, covered);
