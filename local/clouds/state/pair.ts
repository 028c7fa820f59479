/** An access token and the refresh token that came with it, if one did. Times in epoch milliseconds. */
export interface Pair {
  /** Tells pairs apart where their texts must not show. */
  readonly serial: number;
  /** All pairs that descend from one authorization: the serial of the first. */
  readonly family: number;
  readonly app: string;
  readonly principal: string;
  /** The user or thing, where the cloud names it in its reply. */
  readonly subject?: string | undefined;
  readonly accessToken: string;
  /** As the reply tells it. */
  readonly lifetimeSeconds: number;
  readonly accessExpiresAt: number;
  readonly refreshToken?: string | undefined;
  /** @default never */
  readonly refreshExpiresAt?: number | undefined;
}

/**
 * How a refresh token was presented:
 * - `reused`: while another request presented it, or although the pair that it yielded had been kept: one of that
 *   pair's tokens has been seen since;
 * - `retried-after-lost-answer`: again, and nobody ever showed what it yielded. The answer never got out whole, or the
 *   client died before it could keep it: a server cannot tell these apart, and presenting it again is right in both;
 * - `ordinary`: anything else, a dead token included.
 */
export type Use = 'ordinary' | 'reused' | 'retried-after-lost-answer';

/** One request's hold on a refresh token, from its arrival until its response is over. */
export interface Presentation {
  readonly pair: Pair;
  readonly use: Use;
}

/** What is kept of a pair. */
export interface Held {
  readonly pair: Pair;
  state: 'live' | 'spent' | 'dead';
  /** Its access token was ended early, its refresh token was not. */
  accessIsDead?: true;
  /** Serial of the pair whose refresh token yielded this one. */
  readonly parent?: number | undefined;
  /** One of the tokens that this one yielded came back to us, so somebody has kept them. */
  yieldSeen: boolean;
}

export const isOver = (at: number | undefined, now: number): boolean => at !== undefined && at <= now;

/** Whether its access token does. */
export const opensAnything = ({ pair, state, accessIsDead }: Held, now: number): boolean =>
  state === 'live' && !accessIsDead && !isOver(pair.accessExpiresAt, now);

/** Opens nothing, and nothing could be learnt from its coming back. */
export const isUseless = (held: Held, now: number): boolean => {
  const { pair, state } = held;
  const opens = opensAnything(held, now);
  if (pair.refreshToken === undefined) return !opens;
  return !opens && state === 'live' && isOver(pair.refreshExpiresAt, now);
};

/** Of all that are kept; 0 where there is none. The newest of an owner is never forgotten, so it never falls. */
export const lastSerial = (kept: Iterable<Held>): number => {
  let last = 0;
  for (const { pair } of kept) last = Math.max(last, pair.serial);
  return last;
};
