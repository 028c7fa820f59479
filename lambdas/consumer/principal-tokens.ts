import { cacheSpan, failureSpan } from './cache-span.ts';
import { readFailure } from './read-failure.ts';
import type { TokenSource } from './secret-source.ts';
import type { Time } from './time.ts';
import type { Token } from './token.ts';
import { expired, type TokenError } from './token-error.ts';

export interface PrincipalTokensOptions {
  readonly source: TokenSource;
  readonly time: Time;
  readonly cacheMs: number;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** One principal's token in the cache. All who read at once share one call. */
export interface PrincipalTokens {
  /** @throws TokenError */
  current(): Promise<Token>;
  /**
   * Past the cache, unless somebody has read after `since` (epoch milliseconds).
   * @throws TokenError
   */
  reread(since: number): Promise<Token>;
  /** The cache no longer tells what is published. Its token stays, for the case that it cannot be read anew. */
  invalidate(): void;
}

export const principalTokens = (
  principalId: string,
  { source, time, cacheMs, random }: PrincipalTokensOptions,
): PrincipalTokens => {
  let token: Token | undefined;
  let failure: TokenError | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let freshUntil = Number.NEGATIVE_INFINITY;
  let invalidations = 0;
  let reading: Promise<Token> | undefined;

  const living = (): Token | undefined => (token && time.now() < token.expiresAt ? token : undefined);

  const held = (): Token => {
    const alive = living();
    if (alive) return alive;
    // What is published now nobody knows, so that the old one has ended is not the news.
    if (failure) throw failure;
    throw expired(principalId, token?.expiresAt ?? 0, time.now());
  };

  /** How long what came of it stands, in ms. */
  const tryToRead = async (): Promise<number> => {
    try {
      const published = await source.read(principalId);
      // A late write can put an older token back for a while; the provider has forgotten it.
      if (!token || published.generation >= token.generation) token = published;
      failure = undefined;
      return cacheSpan(token, time.now(), cacheMs, random());
    } catch (thrown) {
      const { error, isVerdict } = readFailure(principalId, thrown);
      if (isVerdict) token = undefined;
      failure = error;
      return failureSpan(living() !== undefined, random());
    }
  };

  const readAnew = async (): Promise<Token> => {
    const before = invalidations;
    const span = await tryToRead();
    readAt = time.now();
    freshUntil = before === invalidations ? readAt + span : Number.NEGATIVE_INFINITY;
    return held();
  };

  const read = (): Promise<Token> => {
    reading ??= readAnew().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return {
    async current() {
      const now = time.now();
      // A clock that was set back must not make the cache live longer.
      const isFresh = readAt <= now && now < freshUntil;
      return isFresh ? held() : read();
    },
    async reread(since) {
      return readAt > since ? held() : read();
    },
    invalidate() {
      invalidations += 1;
      freshUntil = Number.NEGATIVE_INFINITY;
    },
  };
};
