import type { PrincipalTokens } from './principal-tokens.ts';
import { discard, type IsRefused } from './refused-answer.ts';
import { type Rejections, refusedAnew } from './rejections.ts';
import { abortable, type Time } from './time.ts';
import type { Token } from './token.ts';
import { TokenError } from './token-error.ts';

/** A request to a provider. It is made again when its token was refused, three times at most. */
export type Call<T> = (token: Token, signal: AbortSignal | undefined) => T | Promise<T>;

export interface WithTokenOptions {
  readonly signal?: AbortSignal;
  /**
   * How long to wait, in ms, for the token that replaces a refused one.
   * @default 90,000
   */
  readonly waitMs?: number;
}

export interface WithTokenParts {
  readonly tokens: PrincipalTokens;
  readonly rejections: Rejections;
  readonly isRefused: IsRefused;
  readonly time: Time;
}

/** A tick comes every 60 s, and refreshing takes some seconds. */
export const LONGEST_WAIT_MS = 90_000;
/**
 * Where a token dies the moment it is refreshed, there is none until its successor is published, some 100 ms later:
 * a 401 then means nothing. Looked for after these pauses, in ms.
 */
const RIDE_OVER_MS = [0, 100, 200, 400, 800];
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Makes a call with a token that its provider accepts:
 *
 * ```
 * token from the cache ── refused ──► read past it, until a newer one is there or 1.5 s have gone
 *                         ── refused ──► `Token Rejected` ──► wait for the next one
 *                                            ── refused ──► it is not the token
 * ```
 *
 * @returns what the call returned, or throws what it threw, as soon as that is no refusal.
 * @throws TokenError `refused-anew`, `rejected`, `not-told`, and whatever reading a token throws.
 */
export const withToken = async <T>(
  call: Call<T>,
  { tokens, rejections, isRefused, time }: WithTokenParts,
  { signal, waitMs = LONGEST_WAIT_MS }: WithTokenOptions = {},
): Promise<T> => {
  const attempt = async (token: Token): Promise<Settled<T> | undefined> => {
    signal?.throwIfAborted();
    const outcome = await settled(call, token, signal);
    const refused = await isRefused('thrown' in outcome ? outcome.thrown : outcome.answer);
    if (refused && 'answer' in outcome) await discard(outcome.answer);
    if (!refused && 'answer' in outcome) rejections.accepted(token);
    return refused ? undefined : outcome;
  };
  const successor = (refused: Token, pauses: Iterable<number>) =>
    awaitSuccessor(refused, pauses, { tokens, time }, signal);

  const cached = await abortable(tokens.current(), signal);
  const first = await attempt(cached);
  if (first) return outcomeOf(first);

  const newest = (await successor(cached, RIDE_OVER_MS)) ?? cached;
  const second = await attempt(newest);
  if (second) return outcomeOf(second);

  await abortable(rejections.tell(newest), signal);
  const next = await successor(newest, pausesFor(waitMs, time));
  if (!next) throw notReplaced(newest, waitMs);
  const third = await attempt(next);
  if (third) return outcomeOf(third);
  throw refusedAnew(next.principalId);
};

type Settled<T> = { readonly answer: T } | { readonly thrown: unknown };

const settled = async <T>(
  call: Call<T>,
  token: Token,
  signal: AbortSignal | undefined,
): Promise<Settled<T>> => {
  try {
    return { answer: await call(token, signal) };
  } catch (thrown) {
    return { thrown };
  }
};

const outcomeOf = <T>(outcome: Settled<T>): T => {
  if ('thrown' in outcome) throw outcome.thrown;
  return outcome.answer;
};

/** Undefined when no newer one has come. Callers that wait for the same one share their reads. */
const awaitSuccessor = async (
  refused: Token,
  pauses: Iterable<number>,
  { tokens, time }: Pick<WithTokenParts, 'tokens' | 'time'>,
  signal: AbortSignal | undefined,
): Promise<Token | undefined> => {
  for (const pause of pauses) {
    if (pause > 0) await time.sleep(pause, signal);
    try {
      const token = await abortable(tokens.reread(time.now() - pause / 2), signal);
      if (token.generation > refused.generation) return token;
    } catch (error) {
      if (!(error instanceof TokenError) || error.action !== 'wait') throw error;
    }
  }
  return undefined;
};

function* pausesFor(waitMs: number, time: Time): Generator<number> {
  const end = time.now() + waitMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const left = end - time.now();
    if (left <= 0) return;
    yield Math.min(pause, left);
  }
}

const notReplaced = ({ principalId, generation }: Token, waitMs: number): TokenError =>
  new TokenError(
    'rejected',
    'wait',
    principalId,
    `the provider refuses its token (generation ${generation}); the scheduler was told, and no newer one came within ` +
      `${Math.round(waitMs / 1_000)} s. "refresh-scheduler show ${principalId}" tells why`,
  );
