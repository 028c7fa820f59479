import type { Token } from './token.ts';
import type { TokenReader } from './token-reader.ts';
import { type Call, LONGEST_WAIT_MS } from './with-token.ts';

/** What a handler finds in its context. */
export interface TokenContext {
  readonly token: Token;
  /** {@link TokenReader.withToken} for this event's principal, within the time that the invocation has left. */
  withToken<T>(call: Call<T>): Promise<T>;
}

/** As much of middy's request as is used. */
interface Request {
  readonly event: unknown;
  readonly context: { readonly getRemainingTimeInMillis?: () => number };
}

export interface TokenMiddleware {
  before(request: Request): Promise<void>;
}

export interface TokenMiddlewareOptions<Event> {
  readonly tokens: TokenReader;
  /** Whose token the event needs. */
  readonly principalOf: (event: Event) => string;
  /** What is left, in ms, for the handler to answer after a wait for a token. @default 3,000 */
  readonly reserveMs?: number;
}

/**
 * A middleware for middy that puts the token of the event's principal into the handler's context, as `token` and
 * `withToken`. Without a token the handler is not called: what `get` throws goes to `onError`.
 */
export const tokenMiddleware = <Event>(options: TokenMiddlewareOptions<Event>): TokenMiddleware => {
  const { tokens, principalOf, reserveMs = 3_000 } = options;
  return {
    async before({ event, context }) {
      const principalId = principalOf(event as Event);
      const waitMs = (): number => {
        const left = context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
        return Math.max(0, Math.min(LONGEST_WAIT_MS, left - reserveMs));
      };
      const added: TokenContext = {
        token: await tokens.get(principalId),
        withToken: (call) => tokens.withToken(principalId, call, { waitMs: waitMs() }),
      };
      Object.assign(context, added);
    },
  };
};
