/**
 * - `wait`: nothing is wrong that time does not mend; try again.
 * - `reauthorize`: most likely the principal's owner has to authorize again.
 * - `fix`: somebody has to correct a name, a right or an app; waiting changes nothing.
 */
export type Action = 'wait' | 'reauthorize' | 'fix';

export type TokenErrorCode =
  /** Secrets Manager did not answer, and no living token is in the cache. */
  | 'unavailable'
  /** What is published is past its end. So is the token of a principal that was halted. */
  | 'expired'
  /** There is no secret of that name. */
  | 'missing'
  /** The secret is marked for deletion: the principal was removed. */
  | 'removed'
  /** A right is missing, on the secret or on its key. */
  | 'denied'
  /** The caller's own AWS credentials are missing or no good. */
  | 'credentials'
  /** The secret does not hold what the scheduler publishes. */
  | 'unreadable'
  | 'invalid-id'
  /** The provider refused the newest token, and no newer one came in time. */
  | 'rejected'
  /** The provider refuses a token that was made to replace a refused one: it is not the token. */
  | 'refused-anew'
  /** The scheduler could not be told that a token was refused. */
  | 'not-told';

/** Why there is no token, with what to do about it. Neither message nor cause holds anything confidential. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly code: TokenErrorCode;
  readonly action: Action;
  readonly principalId: string;

  constructor(
    code: TokenErrorCode,
    action: Action,
    principalId: string,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`${principalId}: ${message}`, options);
    this.code = code;
    this.action = action;
    this.principalId = principalId;
  }
}

/**
 * How long a token that has ended is called late: refreshes are tried every 15 minutes at the rarest, so a cloud that
 * has just come back is served by then.
 */
const LATE_MS = 15 * 60_000;

/** A principal that was halted looks like any other whose token has ended, so the message says how to tell them apart. */
export const expired = (principalId: string, expiresAt: number, now: number): TokenError =>
  new TokenError(
    'expired',
    now - expiresAt < LATE_MS ? 'wait' : 'reauthorize',
    principalId,
    `the published token ended at ${iso(expiresAt)}, and it is ${iso(now)} by this machine's clock. ` +
      `"refresh-scheduler show ${principalId}" tells why: halted, its owner has to authorize again; ` +
      'active, its provider does not answer, and waiting is all',
  );

const iso = (ms: number): string => new Date(ms).toISOString();
