/**
 * Every metric of a fleet, once: the functions emit by this table, the stack draws and raises alarms by it. Imports nothing.
 *
 * Dimensions are the fleet, and for some the provider or the state beside it; never a principal: a set of dimensions is
 * billed as a metric of its own.
 */
export const METRICS_NAMESPACE = 'RefreshScheduler';

export const DIMENSION = { fleet: 'fleet', provider: 'provider', state: 'state' } as const;

/**
 * What tells the values of one metric apart beside the fleet. `fleet`: nothing. Some are emitted twice, by provider for
 * those who look and for the fleet as a whole, since an alarm cannot add up providers that it does not know.
 */
export type Apart = 'fleet' | 'provider' | 'state';

/**
 * `Seconds` are spans that the fleet plans with, `Milliseconds` what machines took: a fleet that is run faster than deployed
 * shortens the first and not the second.
 */
export type Unit = 'Count' | 'Seconds' | 'Milliseconds';

export interface MetricDefinition {
  readonly name: string;
  readonly unit: Unit;
  readonly apart: readonly [Apart, ...Apart[]];
  /** Which run emits it: each tick, or each finished census. */
  readonly of: 'tick' | 'census';
  /** What one value says, for a legend or a table. */
  readonly says: string;
}

const tick = (
  name: string,
  unit: Unit,
  apart: MetricDefinition['apart'],
  says: string,
): MetricDefinition => ({ name, unit, apart, of: 'tick', says });

const census = (
  name: string,
  unit: Unit,
  apart: MetricDefinition['apart'],
  says: string,
): MetricDefinition => ({ name, unit, apart, of: 'census', says });

/** Of each tick that did not find another one at work. Counts are emitted only where they are not zero. */
export const METRIC = {
  due: tick('Due', 'Count', ['provider'], 'principals that were due'),
  refreshed: tick(
    'Refreshed',
    'Count',
    ['provider', 'fleet'],
    'tokens that a provider issued and that were kept',
  ),
  deferred: tick('Deferred', 'Count', ['provider'], 'looked at and put off: tried again by itself'),
  refused: tick('Refused', 'Count', ['provider', 'fleet'], 'grants that a provider refused'),
  misconfigured: tick(
    'Misconfigured',
    'Count',
    ['provider', 'fleet'],
    'requests in which the app itself was refused',
  ),
  claimLost: tick('ClaimLost', 'Count', ['provider'], 'rows that another run, or an operator, had taken'),
  answerLost: tick(
    'AnswerLost',
    'Count',
    ['provider'],
    'requests whose answer never came, or could not be read',
  ),
  /** Of a call of `operate`, too. */
  rescued: tick(
    'Rescued',
    'Count',
    ['provider', 'fleet'],
    'grants that could not be kept and went to the log, sealed',
  ),
  superseded: tick('Superseded', 'Count', ['provider'], 'refusals of a grant that was replaced meanwhile'),
  published: tick('Published', 'Count', ['provider', 'fleet'], 'secrets that were written'),
  publishFailed: tick('PublishFailed', 'Count', ['provider', 'fleet'], 'writes of a secret that failed'),
  providerLatency: tick('ProviderLatency', 'Milliseconds', ['provider'], 'from a request to its whole reply'),
  publishLatency: tick(
    'PublishLatency',
    'Milliseconds',
    ['fleet'],
    'one publication, from its turn to the answer',
  ),
  oldestOverdueSeconds: tick(
    'OldestOverdueSeconds',
    'Seconds',
    ['fleet'],
    'how long the oldest due row had waited',
  ),
  tickDuration: tick('TickDuration', 'Milliseconds', ['fleet'], 'how long the run took'),
  heartbeat: tick('Heartbeat', 'Count', ['fleet'], '1 for each run'),
  censusAgeSeconds: tick('CensusAgeSeconds', 'Seconds', ['fleet'], 'since the last census was finished'),
} as const satisfies Record<string, MetricDefinition>;

/** Of each finished census. */
export const GAUGE = {
  principals: census('Principals', 'Count', ['state'], 'principals in this state'),
  /** The service level: how long the token that ends first still lives. Negative once it has ended. */
  minSecondsToExpiry: census(
    'MinSecondsToExpiry',
    'Seconds',
    ['fleet'],
    'until the first living token of an active principal ends',
  ),
  expired: census('Expired', 'Count', ['fleet'], 'active principals whose token has ended'),
  adopted: census('Adopted', 'Count', ['fleet'], 'rows that were put back into their queue'),
  drift: census('Drift', 'Count', ['fleet'], 'rows and secrets that disagreed, and were mended'),
  orphans: census('Orphans', 'Count', ['fleet'], 'secrets of tokens that belong to no row'),
  malformed: census('Malformed', 'Count', ['fleet'], 'rows that break the contract, left as they are'),
  daysToCertificateEnd: census(
    'DaysToCertificateEnd',
    'Count',
    ['fleet'],
    'days until the first certificate of an app ends',
  ),
} as const satisfies Record<string, MetricDefinition>;

export const ALL_METRICS: readonly MetricDefinition[] = [...Object.values(METRIC), ...Object.values(GAUGE)];
