/**
 * The names that functions, stack and command line share. Imports nothing, so that every side can read it.
 * Changing one here changes a running fleet: tables, secrets and dashboards carry these names.
 */

/** Environment of the deployed functions: key by key what `settings.ts` reads and the construct writes. */
export const ENV = {
  principalsTable: 'PRINCIPALS_TABLE',
  controlsTable: 'CONTROLS_TABLE',
  /** ARN of the customer key that seals rows and encrypts secrets. */
  keyArn: 'KEY_ARN',
  /** Stable id of the fleet, bound to every sealed row, so that a restored table still opens. */
  fleet: 'FLEET',
  secretPrefix: 'SECRET_PREFIX',
  eventBus: 'EVENT_BUS',
  /** ARNs of the topics for what cannot wait, and for what can until the morning. */
  pageTopic: 'PAGE_TOPIC',
  ticketTopic: 'TICKET_TOPIC',
  /** Where the runbook is: notices name its entries. */
  runbook: 'RUNBOOK',
  /** Principals worked on at once in one tick. */
  concurrency: 'CONCURRENCY',
  /** Secrets Manager writes a second that one tick allows itself. */
  publishRate: 'PUBLISH_RATE',
  /**
   * Optional, and never for a deployed fleet: how many times as fast everything is planned (1 to 60), to watch on one
   * machine, with clouds and AWS to match, what takes hours. The construct does not set it.
   */
  tempo: 'TEMPO',
} as const;

/** The index that holds only rows which should be refreshed, one partition an app. */
export const DUE_INDEX = 'due';

/** Key attributes of the tables and of the index `due`. */
export const KEYS = {
  principals: 'principalId',
  controls: 'name',
  dueQueue: 'dueQueue',
  refreshAt: 'refreshAt',
} as const;

/** Items of the table `Controls`. */
export const CONTROL = {
  appPrefix: 'app#',
  runLease: 'run-lease',
  /** An operator's switch for an incident: nothing is asked of anybody while it has `pausedAt`. */
  everything: 'everything',
  /** What principals are in trouble for, as the last census found it; and what people were told of and is not over yet. */
  causes: 'causes',
  notices: 'notices',
  /** What the last census counted, and when (`at`, epoch seconds): read by operators. */
  census: 'census',
} as const;

/** `principalId`: it shows in CloudTrail, so it should be opaque. App names obey the same rule. */
export const PRINCIPAL_ID = /^[A-Za-z0-9._=@+-]{1,128}$/;

export const DEFAULT_SECRET_PREFIX = 'refresh-scheduler';

/** Where one principal's access token is published. */
export const tokenSecretName = (prefix: string, provider: string, principalId: string): string =>
  `${prefix}/tokens/${provider}/${principalId}`;

/** Where an app's credentials live; readable by the scheduler alone. */
export const appSecretName = (prefix: string, app: string): string => `${prefix}/apps/${app}`;

/** Tags of every secret we write, for IAM conditions. */
export const TAG = {
  fleet: 'refresh-scheduler:fleet',
  provider: 'refresh-scheduler:provider',
} as const;

/** Key of the encryption context of every sealed row. */
export const ENCRYPTION_CONTEXT_FLEET = 'fleet';

/** Events on the stack's bus: state changes only. */
export const EVENT_SOURCE = 'refresh-scheduler';
export const EVENT = {
  refreshFailing: 'Refresh Failing',
  reauthorizationRequired: 'Reauthorization Required',
  configurationRequired: 'Configuration Required',
  recovered: 'Recovered',
} as const;
export type EventType = (typeof EVENT)[keyof typeof EVENT];

/**
 * What consumers tell on the same bus, under a source of their own. The detail of `tokenRejected` is
 * `{"principalId", "generation"}`: of the token that was refused, as its secret says them.
 */
export const EVENT_FROM_CONSUMER = {
  source: 'refresh-scheduler.consumer',
  tokenRejected: 'Token Rejected',
} as const;

/** The stack, as `cdk deploy` and the command line name it. */
export const STACK_NAME = 'RefreshScheduler';

/** Outputs of the stack by which everything of a fleet is found. */
export const OUTPUT = {
  principalsTable: 'PrincipalsTable',
  controlsTable: 'ControlsTable',
  refreshFunction: 'RefreshFunction',
  operateFunction: 'OperateFunction',
  censusFunction: 'CensusFunction',
  eventBus: 'EventBus',
  keyArn: 'KeyArn',
  secretPrefix: 'SecretPrefix',
  region: 'Region',
  fleet: 'Fleet',
  pageTopic: 'PageTopic',
  ticketTopic: 'TicketTopic',
  dashboard: 'Dashboard',
} as const;

/** Where the stack answers when it runs on one machine, on loopback. */
export const LOCAL_PORT = 4600;

/** The function's own time limit; the schedule fires every 60 s. */
export const TICK_TIMEOUT_SECONDS = 50;
export const TICK_EVERY_SECONDS = 60;
/** What consumers are told: a token may be cached for so long, and no longer. */
export const CONSUMER_CACHE_SECONDS = 300;
/** Between a refresh and the expiry must fit: the wait for a tick, a run, and a consumer's cache. */
export const LEAST_MARGIN_SECONDS = TICK_EVERY_SECONDS + TICK_TIMEOUT_SECONDS + CONSUMER_CACHE_SECONDS;
/** Under this a tick has no time to ask anybody: a request and the keeping of its answer must fit before the end. */
export const TICK_TIMEOUT_LEAST_SECONDS = 30;

/** A census reads the whole table; one that has not ended by its limit is gone on with by the next. */
export const CENSUS_EVERY_MINUTES = 15;
export const CENSUS_TIMEOUT_SECONDS = 300;

/** People are told of what is new, and of what is over, once a minute. */
export const NOTICES_EVERY_SECONDS = 60;
