import type { Confidential } from './confidential.ts';
import type { Tokens, Warning } from './tokens.ts';

/** The word that `explain` prints for one reply, before any fallback. */
export type Verdict = 'refreshed' | 'reauthorize' | 'retry' | 'app-misconfigured' | 'malformed';

interface Failed {
  /** A constant: the provider's own code where it is in a table, else one of ours. Safe to print. */
  readonly code: string;
  /** For people; safe to print: never holds text of the reply. */
  readonly reason: string;
}

/**
 * What one request came to. Expected failures are values.
 * `unspent`: this request did not consume the grant, since no successor was issued. True only where the answer shows it
 * (an error of the token endpoint itself) or where no request can have arrived. A refusal is such an error: what it
 * refuses was dead before.
 */
export type Outcome =
  | {
      readonly kind: 'refreshed';
      readonly reason: string;
      readonly tokens: Tokens;
      readonly warnings: readonly Warning[];
    }
  | (Failed & {
      readonly kind: 'deferred';
      readonly verdict: 'retry' | 'malformed';
      readonly unspent: boolean;
      /**
       * The whole app must wait at least this long, 1,000 ms or more (Retry-After, throttle codes). With `unspent` the
       * request was turned away for its rate; without it the cloud failed and says for how long.
       */
      readonly appWaitMs?: number;
      /** What a malformed reply still gave: kept at once, published never. */
      readonly salvage?: Salvage;
    })
  | (Failed & {
      readonly kind: 'refused';
      /** What came with tokens that must not be published: kept all the same. */
      readonly salvage?: Salvage;
    })
  | (Failed & {
      readonly kind: 'misconfigured';
      readonly unspent: boolean;
      /** The code speaks of the app itself (frozen, not found): it pauses at once. */
      readonly unmistakable: boolean;
    });

export interface Salvage {
  readonly refreshToken?: Confidential;
  /** A token that is not Bearer: kept for whoever asks, not published. */
  readonly tokens?: Tokens;
}

export const verdictOf = (outcome: Outcome): Verdict => {
  switch (outcome.kind) {
    case 'refreshed':
      return 'refreshed';
    case 'deferred':
      return outcome.verdict;
    case 'refused':
      return 'reauthorize';
    case 'misconfigured':
      return 'app-misconfigured';
  }
};
