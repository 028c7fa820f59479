import { CENSUS_EVERY_MINUTES, NOTICES_EVERY_SECONDS, TICK_EVERY_SECONDS } from '../lambdas/contract.ts';
import { HOUR, MINUTE, SECOND } from '../lambdas/core/time.ts';
import { capacityOf } from './capacity.ts';
import { appsOf } from './clouds.ts';
import type { Fleet } from './fleet.ts';
import { KEYS, LISTENED_QUEUES, MEMORY } from './inventory.ts';
import { loadOf } from './load.ts';
import {
  APP_ITEM_BYTES,
  consistentScanUnits,
  getUnits,
  INDEX_ENTRY_BYTES,
  rowBytes,
  STORED_WITH_EACH_BYTES,
  scanUnits,
  writeUnitsOf,
} from './units.ts';

/** As AWS's own calculator has it. */
export const HOURS_A_MONTH = 730;
const MONTH = HOURS_A_MONTH * HOUR;
const GIGABYTE = 1e9;

export const TICKS = MONTH / (TICK_EVERY_SECONDS * SECOND);
const CENSUSES = MONTH / (CENSUS_EVERY_MINUTES * MINUTE);
const NOTICE_RUNS = MONTH / (NOTICES_EVERY_SECONDS * SECOND);

/** App secrets and data keys are kept in memory for so long, and those of DynamoDB's tables too. */
const CACHED = 5 * MINUTE;
/** Rows come due over several minutes under several data keys: each is opened so often. */
const OPENED = 3;
/** Three functions work on two tables. */
const TABLE_KEYS = 6;
const ROWS_UNDER_A_DATA_KEY = 1_000;
const SECRETS_A_PAGE = 100;
const DUE_ROWS_A_PAGE = 50;

/** What is assumed, since it differs from fleet to fleet. */
const CALLS_OF_OPERATE = 1_000;
const NOTICES = 100;
/** Lambda listens to a queue with five long polls of 20 s. */
const QUEUE_REQUESTS = (LISTENED_QUEUES * 5 * MONTH) / (20 * SECOND);

/** Bytes that a run prints, Lambda's own lines included; and two latencies a refresh. */
const TICK_PRINTS = 4_000;
const REFRESH_PRINTS = 20;
const OTHER_RUN_PRINTS = 1_500;
/** Bytes that a request to a provider takes, TLS included. */
const REQUEST_BYTES = 2_000;

/** Spans of a run, ms, beside the work that grows with the fleet. */
const TICK_TAKES = 300;
const NOTICE_TAKES = 150;
const OPERATE_TAKES = 1_000;
/** A page of secrets with its rows, ms. */
export const CENSUS_PAGE_TAKES = 300;

/** What AWS counts in a month. */
export interface Usage {
  readonly secrets: number;
  /** Calls of Secrets Manager by the scheduler, and by consumers. */
  readonly calls: number;
  readonly reads: number;
  readonly keys: number;
  readonly kmsRequests: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly tableGigabytes: number;
  readonly gigabyteSeconds: number;
  readonly invocations: number;
  readonly logGigabytes: number;
  readonly scheduled: number;
  readonly queueRequests: number;
  readonly mails: number;
  readonly gigabytesOut: number;
}

export const usageOf = (fleet: Fleet): Usage => {
  const { principals } = fleet;
  const apps = appsOf(fleet);
  const refreshes = (loadOf(fleet).refreshesPerSecond * MONTH) / SECOND;
  // A Put that proves that secrets can be written, with a look at what stands there, in each tick that has work.
  const proofs = Math.min(TICKS, refreshes);
  const appReads = Math.min(refreshes, (apps * MONTH) / CACHED) + apps * CENSUSES;
  const runs = TICKS + CENSUSES + NOTICE_RUNS;
  return {
    secrets: principals + apps,
    calls: refreshes + 2 * proofs + appReads + secretPages(principals) * CENSUSES,
    reads: principals * fleet.readsPerHour * HOURS_A_MONTH,
    keys: KEYS,
    // Each new version of a secret has a data key of its own; each repeated one is compared with what is there.
    kmsRequests: refreshes + proofs + appReads + keysOfRows(refreshes) + (TABLE_KEYS * MONTH) / CACHED,
    writeUnits: refreshes * sum(writeUnitsOf(fleet.tokenBytes)) + 2 * TICKS + 3 * CENSUSES,
    readUnits: readUnits(fleet, refreshes),
    tableGigabytes:
      (principals * (rowBytes(fleet.tokenBytes) + INDEX_ENTRY_BYTES + 2 * STORED_WITH_EACH_BYTES)) / GIGABYTE,
    gigabyteSeconds: gigabyteSeconds(fleet),
    invocations: runs + CALLS_OF_OPERATE,
    logGigabytes:
      (TICKS * tickPrints(0) +
        refreshes * REFRESH_PRINTS +
        (CENSUSES + NOTICE_RUNS + CALLS_OF_OPERATE) * OTHER_RUN_PRINTS) /
      GIGABYTE,
    scheduled: runs,
    queueRequests: QUEUE_REQUESTS,
    mails: NOTICES,
    gigabytesOut: (refreshes * REQUEST_BYTES) / GIGABYTE,
  };
};

/** A census lists them all. */
export const secretPages = (principals: number): number => Math.ceil(principals / SECRETS_A_PAGE);

export const tickPrints = (refreshes: number): number => TICK_PRINTS + refreshes * REFRESH_PRINTS;

const sum = ({ table, index }: { readonly table: number; readonly index: number }): number => table + index;

const keysOfRows = (refreshes: number): number =>
  (1 + OPENED) * Math.min(refreshes, Math.max(MONTH / CACHED, refreshes / ROWS_UNDER_A_DATA_KEY));

/** A tick asks every app's queue and reads all controls; a census reads every row twice, the second time one by one. */
const readUnits = (fleet: Fleet, refreshes: number): number => {
  const { principals, tokenBytes } = fleet;
  const apps = appsOf(fleet);
  const bytes = rowBytes(tokenBytes);
  const controls = consistentScanUnits(apps * APP_ITEM_BYTES) * (TICKS + CENSUSES + NOTICE_RUNS);
  const queues = TICKS * apps * 0.5 + refreshes / DUE_ROWS_A_PAGE;
  const census = scanUnits(principals * bytes) + getUnits(principals, bytes);
  return controls + queues + census * CENSUSES + 2 * NOTICE_RUNS;
};

const gigabyteSeconds = (fleet: Fleet): number => {
  const ticks = TICKS * (TICK_TAKES + workOfATick(fleet));
  const census = CENSUSES * (SECOND + secretPages(fleet.principals) * CENSUS_PAGE_TAKES);
  const seconds = (ms: number, mebibytes: number): number => (ms / SECOND) * (mebibytes / 1_024);
  return (
    seconds(ticks, fleet.settings.memorySize) +
    seconds(census, MEMORY.census) +
    seconds(NOTICE_RUNS * NOTICE_TAKES, MEMORY.notify) +
    seconds(CALLS_OF_OPERATE * OPERATE_TAKES, MEMORY.operate)
  );
};

/** Ms. A tick that does not keep up works for as long as it may. */
const workOfATick = (fleet: Fleet): number => {
  const { opensFor, beginsFor, perTick } = capacityOf(fleet);
  return opensFor + beginsFor * Math.min(1, perTick > 0 ? loadOf(fleet).refreshesPerTick / perTick : 1);
};
