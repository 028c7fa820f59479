import { isAlive, type Principal } from './principal.ts';
import type { Tempo } from './tempo.ts';
import { MINUTE } from './time.ts';

/** What a row needs that no tick would find out by itself, and why: reasons are constants, people read them in the log. */
export type Mend =
  /** Back into its app's queue, due now. */
  | { readonly mend: 'adopt'; readonly why: 'outside-its-queue' | 'halted-before-a-later-keep' }
  | { readonly mend: 'requeue'; readonly why: 'in-the-queue-of-another-app' | 'in-a-queue-though-stopped' }
  | { readonly mend: 'mark-due'; readonly why: 'kept-and-not-published' }
  /** The row is told that it is not published; a tick then publishes it, without asking the provider. */
  | { readonly mend: 'publish-again'; readonly why: SecretDrift; readonly publishedVersion: string }
  /** Named and left: a row that no tick looks at is published when it runs again. */
  | { readonly mend: 'none'; readonly why: `${SecretDrift}-while-stopped` };

export type SecretDrift = 'secret-missing' | 'secret-differs';

/** What is wrong with a row in itself. */
export const driftOfRow = (row: Principal, now: number, tempo: Tempo): Mend | undefined => {
  if (row.state === 'halted' && row.haltedGeneration < row.generation)
    return { mend: 'adopt', why: 'halted-before-a-later-keep' };
  if (row.state !== 'active')
    return row.dueQueue === undefined ? undefined : { mend: 'requeue', why: 'in-a-queue-though-stopped' };
  if (row.dueQueue === undefined) return { mend: 'adopt', why: 'outside-its-queue' };
  if (row.dueQueue !== row.app) return { mend: 'requeue', why: 'in-the-queue-of-another-app' };
  return sleepsUnpublished(row, now, tempo) ? { mend: 'mark-due', why: 'kept-and-not-published' } : undefined;
};

/** What failed to be published looks again within the longest back-off: one that sleeps longer was not left so by us. */
const sleepsUnpublished = (row: Principal, now: number, tempo: Tempo): boolean =>
  row.generation > row.publishedGeneration &&
  isAlive(row, now) &&
  !leaseIsLive(row, now) &&
  (row.refreshAt ?? 0) > now + tempo.longestBackOff + LEASE;

/** A claimed row hides until its lease ends: a run of 50 s and 30 s more. */
const LEASE = 2 * MINUTE;

/**
 * ListSecrets may lag behind by five minutes, and a run may take a minute to settle what it published.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
 */
const LISTING_LAGS = 6 * MINUTE;

/**
 * What is wrong with the secret of a row. Its value need not be read: a version is named by a digest of its bytes, so the
 * name of the current one tells whether consumers read what the row says.
 *
 * @param current version under AWSCURRENT; `undefined` where there is no secret, or it is about to be deleted
 */
export const driftOfSecret = (row: Principal, current: string | undefined, now: number): Mend | undefined => {
  if (!isSettled(row, now) || current === row.publishedVersion) return undefined;
  const why = current === undefined ? 'secret-missing' : 'secret-differs';
  return row.state === 'active'
    ? { mend: 'publish-again', why, publishedVersion: row.publishedVersion }
    : { mend: 'none', why: `${why}-while-stopped` };
};

/** Its token lives and was published a while ago, and no tick is about to replace it: the secret must show it. */
const isSettled = (row: Principal, now: number): row is Principal & { readonly publishedVersion: string } =>
  row.publishedVersion !== undefined &&
  row.publishedGeneration === row.generation &&
  isAlive(row, now) &&
  !leaseIsLive(row, now) &&
  (row.lastRefreshedAt ?? row.issuedAt ?? 0) <= now - LISTING_LAGS &&
  !(row.state === 'active' && row.refreshAt <= now);

const leaseIsLive = ({ lease }: Principal, now: number): boolean => lease !== undefined && lease.until >= now;
