import type { Confidential } from './confidential.ts';

/**
 * What can be turned into a new access token.
 * - `refresh_token`: RFC 6749 section 6; at these clouds it dies when it is used.
 * - `login`: the app's own credentials are enough, nobody needs to be asked.
 */
export type Grant =
  | { readonly kind: 'refresh_token'; readonly refreshToken: Confidential }
  | { readonly kind: 'login' };

/** What a token endpoint answered, in our terms. */
export interface Tokens {
  readonly accessToken: Confidential;
  /** As the provider spelt it; absent means Bearer. */
  readonly tokenType?: string;
  /** Already defaulted and clamped: more than 0, at most 365 days. */
  readonly expiresInSeconds: number;
  /** Absent: nothing said, the old one stays. `null`: the provider says that there is none any more. */
  readonly refreshToken?: Confidential | null;
  readonly refreshTokenExpiresInSeconds?: number;
  readonly scope?: string;
  /** The user or thing that the token speaks for, where the provider says it. */
  readonly subject?: string;
}

/** Something odd in a good reply that an operator should know; never holds a value from the reply. */
export type Warning =
  | 'lifetime-assumed'
  | 'lifetime-clamped'
  | 'refresh-token-missing'
  | 'refresh-token-null';

/** The access token as it is kept: sealed in the row, published from there. */
export interface AccessToken {
  readonly token: Confidential;
  readonly tokenType: string;
}

/** The content of a sealed row: bound to its principal, provider and app, so that it opens in no other row. */
export interface Sealed {
  readonly principalId: string;
  readonly provider: string;
  readonly app: string;
  readonly grant: Grant;
  /** Absent until the first refresh, or when the last reply had none. */
  readonly access?: AccessToken;
}

/** Consumers are promised a Bearer token (RFC 6750); any other kind is kept but not published. */
export const isBearer = (tokenType: string): boolean => tokenType.toLowerCase() === 'bearer';
