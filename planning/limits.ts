import { CENSUS_TIMEOUT_SECONDS } from '../lambdas/contract.ts';
import { HOUR, SECOND } from '../lambdas/core/time.ts';
import { type Capacity, capacityOf, places } from './capacity.ts';
import { appsOf, requestsAtOnce } from './clouds.ts';
import type { Fleet } from './fleet.ts';
import { ALARMS, RUNNING_AT_ONCE } from './inventory.ts';
import { type Load, loadOf } from './load.ts';
import { kmsRequests, QUOTAS, type Quota } from './quotas.ts';
import { writeUnitsOf } from './units.ts';
import { CENSUS_PAGE_TAKES, secretPages } from './usage.ts';

/** How much of one limit a fleet takes. */
export interface Limit {
  readonly id: string;
  readonly what: string;
  readonly used: number;
  readonly of: number;
  readonly unit: string;
  /** 1 is all of it. */
  readonly share: number;
  /** What would happen beyond it, one sentence. */
  readonly beyond: string;
  /** What lifts it, one sentence. */
  readonly lifts: string;
  /** AWS's page; absent where the limit is our own, or a cloud's. */
  readonly source?: string;
}

/** Before its end a census stops to put away how far it came, s. */
const CENSUS_PUTS_AWAY = 15;

const LATER =
  'Due principals wait for a later tick, longer each time, until their tokens end before their turn.';
const ANOTHER_STACK = 'Run a second stack in another account or Region.';

/** Our own limits first, then AWS's. Whoever reads them asks for the largest share. */
export const limitsOf = (fleet: Fleet): readonly Limit[] => {
  const load = loadOf(fleet);
  return [
    ...limitsOfTicks(fleet, load, capacityOf(fleet)),
    ...limitsOfSecrets(fleet, load),
    ...others(fleet),
  ];
};

const limitsOfTicks = (fleet: Fleet, { refreshesPerTick: used }: Load, capacity: Capacity): Limit[] => {
  const unit = 'a tick';
  return [
    limit('pace', 'writes that a tick allows itself', used, capacity.pace, unit, {
      beyond: LATER,
      lifts: `Raise publishRate above ${fleet.settings.publishRate}, if nobody else in the account writes secrets; it may be 50.`,
    }),
    limit('pool', 'principals worked on at once', used, capacity.pool, unit, {
      beyond: LATER,
      lifts: `Raise concurrency above ${fleet.settings.concurrency}; it may be 64. One cloud gets half of it, ${places(fleet)} now.`,
    }),
    ...(capacity.apps === undefined
      ? []
      : [
          limit('apps', 'requests that the cloud allows its apps', used, capacity.apps, unit, {
            beyond: LATER,
            lifts: `Spread the principals over more apps: one may ask ${requestsAtOnce(fleet)} times at once.`,
          }),
        ]),
  ];
};

const limitsOfSecrets = (fleet: Fleet, { refreshesPerSecond, versionsPerDay }: Load): Limit[] => [
  quota('secret-writes', 'writes of secrets', refreshesPerSecond, QUOTAS.secretWrites, {
    beyond: 'Secrets Manager throttles; the tick then stops asking, so that no living token is lost.',
    lifts: ANOTHER_STACK,
  }),
  quota('secrets', 'secrets', fleet.principals + appsOf(fleet), QUOTAS.secrets, {
    beyond: 'New principals are refreshed and not published.',
    lifts: `${ANOTHER_STACK} Secrets that hold many principals would lift it, too, and there are none yet.`,
  }),
  quota('versions', 'versions of one secret in a day', versionsPerDay, QUOTAS.versions, {
    beyond: 'A token is left alone until it has ended, and announced as something to fix.',
    lifts: 'Ask the provider for tokens that live for 20 minutes or more.',
  }),
  quota('secret-reads', 'reads of secrets', readsPerSecond(fleet), QUOTAS.secretReads, {
    beyond: 'Consumers are throttled.',
    lifts: 'Let consumers cache a token for the five minutes that they may.',
  }),
];

const others = (fleet: Fleet): Limit[] => {
  const { publishRate } = fleet.settings;
  const units = writeUnitsOf(fleet.tokenBytes);
  const askForMore = 'Ask AWS to raise it.';
  return [
    quota('kms', 'requests to KMS', readsPerSecond(fleet) + publishRate, kmsRequests(fleet.region), {
      beyond: 'Reads and writes of secrets are throttled.',
      lifts: askForMore,
    }),
    quota(
      'table',
      'writes of the table, in a tick',
      publishRate * (units.table + units.index),
      QUOTAS.tableWrites,
      {
        beyond: 'DynamoDB throttles; ticks do less.',
        lifts: askForMore,
      },
    ),
    quota(
      'queue',
      'writes of one app’s queue, in a tick',
      publishRate * units.index,
      QUOTAS.partitionWrites,
      {
        beyond: 'DynamoDB throttles the index and with it the table; ticks do less.',
        lifts: 'Spread the principals over more apps.',
      },
    ),
    limit(
      'census',
      'seconds of a census',
      secretPages(fleet.principals) * (CENSUS_PAGE_TAKES / SECOND),
      CENSUS_TIMEOUT_SECONDS - CENSUS_PUTS_AWAY,
      's',
      {
        beyond: 'A census takes more than one run: counts and mending come a quarter of an hour later each.',
        lifts: 'Nothing needs to lift it: tokens are refreshed all the same.',
      },
    ),
    quota('executions', 'functions at once', RUNNING_AT_ONCE, QUOTAS.executions, {
      beyond: 'Lambda starts no tick until another function ends.',
      lifts: 'Set reservedConcurrency, or ask AWS to raise it.',
    }),
    quota('events', 'events, if every principal of a tick fails', publishRate, QUOTAS.events, {
      beyond: 'Events are told by a later tick.',
      lifts: askForMore,
    }),
    quota('alarms', 'alarms', ALARMS, QUOTAS.alarms, {
      beyond: 'The stack does not deploy.',
      lifts: askForMore,
    }),
  ];
};

const readsPerSecond = ({ principals, readsPerHour }: Fleet): number =>
  (principals * readsPerHour) / (HOUR / SECOND);

type Words = Pick<Limit, 'beyond' | 'lifts' | 'source'>;

const limit = (id: string, what: string, used: number, of: number, unit: string, words: Words): Limit => ({
  id,
  what,
  used,
  of,
  unit,
  share: of > 0 ? used / of : Number.POSITIVE_INFINITY,
  ...words,
});

const quota = (id: string, what: string, used: number, { value, unit, source }: Quota, words: Words): Limit =>
  limit(id, what, used, value, unit, { ...words, source });
