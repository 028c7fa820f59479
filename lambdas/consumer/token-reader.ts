import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DEFAULT_SECRET_PREFIX, PRINCIPAL_ID, tokenSecretName } from '../contract.ts';
import { LONGEST_CACHE_MS } from './cache-span.ts';
import { leastRecentlyUsed } from './least-recently-used.ts';
import { principalTokens } from './principal-tokens.ts';
import { type IsRefused, isRefusedAnswer } from './refused-answer.ts';
import { type EventSender, type SendRejected, sendToBus } from './rejection-event.ts';
import { rejections } from './rejections.ts';
import { secretSource } from './secret-source.ts';
import { abortable, realTime, type Time } from './time.ts';
import type { Token } from './token.ts';
import { TokenError } from './token-error.ts';
import { type Call, type WithTokenOptions, withToken } from './with-token.ts';

export interface TokenReaderOptions {
  /** As principals were enrolled: a part of their secrets' names. */
  readonly provider: string;
  /** @default 'refresh-scheduler' */
  readonly prefix?: string;
  /**
   * Another way to name a principal's secret: its ARN, where it lies in another account or Region.
   * @default the name that `prefix` and `provider` give
   */
  readonly secretId?: (principalId: string) => string;
  /** @default a client of its own, with settings from the environment */
  readonly secrets?: Pick<SecretsManagerClient, 'send'>;
  /**
   * The stack's bus (its output `EventBus`), by name or ARN: the scheduler is told there of tokens that were refused.
   * @default nobody is told
   */
  readonly eventBus?: string;
  /** @default a client of `@aws-sdk/client-eventbridge`, which is loaded when the first event is sent */
  readonly events?: EventSender;
  /** Instead of `eventBus`: tells the scheduler in some other way. */
  readonly sendRejected?: SendRejected;
  /** @default 401, and 403 with a code of the provider that speaks of the token */
  readonly isRefused?: IsRefused;
  /**
   * How long a token is served without looking whether it is still the one that is published, in ms; each time up to a
   * fifth less. At most, and by default, 300,000.
   */
  readonly cacheMs?: number;
  /** The longest that one look at Secrets Manager takes, in ms. @default 5,000 */
  readonly readTimeoutMs?: number;
  /** How many principals the cache holds: those used last. @default 10,000 */
  readonly maxPrincipals?: number;
  /** For tests. @default the machine's clock */
  readonly time?: Time;
  /** For tests: a number in [0, 1). @default Math.random */
  readonly random?: () => number;
}

/** What AWS says when a secret has a new current version; of its fields only the name is used. */
export interface SecretLabelUpdated {
  readonly detail: { readonly name: string };
}

export interface TokenReader {
  /**
   * A living token, from the cache or from Secrets Manager. While Secrets Manager fails, the last one that was read is
   * served until it ends.
   * @throws TokenError; or the signal's reason
   */
  get(principalId: string, options?: { readonly signal?: AbortSignal }): Promise<Token>;
  /**
   * Makes a call with the token; when that is refused, with a newer one.
   * @throws TokenError; the signal's reason; or what the call throws
   */
  withToken<T>(principalId: string, call: Call<T>, options?: WithTokenOptions): Promise<T>;
  /** The next `get` reads again. */
  invalidate(principalId: string): void;
  /** The same, by AWS's event `Secret Label Updated`. */
  invalidateBy(event: SecretLabelUpdated): void;
}

/** Reads the tokens of one provider's principals. Make one for the life of the process. */
export const tokenReader = (options: TokenReaderOptions): TokenReader => {
  const { prefix = DEFAULT_SECRET_PREFIX, provider, time = realTime, isRefused = isRefusedAnswer } = options;
  const {
    secretId = (id: string) => tokenSecretName(prefix, provider, id),
    secrets,
    eventBus,
    events,
  } = options;
  const { cacheMs = LONGEST_CACHE_MS, readTimeoutMs = 5_000, maxPrincipals = 10_000 } = options;
  const { random = Math.random } = options;
  if (!(cacheMs >= 0 && cacheMs <= LONGEST_CACHE_MS))
    throw new RangeError(`cacheMs must be from 0 to ${LONGEST_CACHE_MS}, and is ${cacheMs}`);

  const source = secretSource({ secretId, readTimeoutMs, ...(secrets && { secrets }) });
  const send = options.sendRejected ?? (eventBus === undefined ? undefined : sendToBus(eventBus, events));
  const principals = leastRecentlyUsed(maxPrincipals, (principalId) => ({
    tokens: principalTokens(principalId, { source, time, cacheMs, random }),
    rejections: rejections(send, time),
  }));

  const at = (principalId: string) => {
    if (!PRINCIPAL_ID.test(principalId))
      throw new TokenError(
        'invalid-id',
        'fix',
        principalId,
        `not an id: it must match ${PRINCIPAL_ID.source}`,
      );
    return principals.at(principalId);
  };
  const invalidate = (principalId: string): void => principals.find(principalId)?.tokens.invalidate();

  return {
    async get(principalId, { signal } = {}) {
      signal?.throwIfAborted();
      return abortable(at(principalId).tokens.current(), signal);
    },
    async withToken(principalId, call, callOptions) {
      return withToken(call, { ...at(principalId), isRefused, time }, callOptions);
    },
    invalidate,
    // A principal's id holds no slash: it is the last part of its secret's name.
    invalidateBy: ({ detail: { name } }) => invalidate(name.slice(name.lastIndexOf('/') + 1)),
  };
};
