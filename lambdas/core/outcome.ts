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
 * `unspent` is true only where the answer (or its absence) proves that the grant was not consumed.
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
      /** The whole app must wait at least this long (Retry-After, throttle codes). */
      readonly appWaitMs?: number;
      /** What a malformed reply still gave: kept at once, published never. */
      readonly salvage?: Salvage;
    })
  | (Failed & { readonly kind: 'refused' })
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
