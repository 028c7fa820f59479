import type { Confidential } from './confidential.ts';

/**
 * What yields tokens again and again without asking anybody.
 * - `login`: the app's own credentials are enough (RFC 6749, section 4.4). `as` where an app has several logins.
 * - `password`: of a user or a thing (RFC 6749, section 4.3), only where the operator chose to have it kept.
 */
export type Login =
  | { readonly kind: 'login'; readonly as?: string }
  | { readonly kind: 'password'; readonly username: string; readonly password: Confidential };

/**
 * What is kept of a principal, to be turned into its next access token.
 * - `refresh_token`: RFC 6749, section 6; at these clouds it dies when it is used. `fallback` takes its place when it is
 *   refused.
 * - `none`: there is nothing to present. The access token lives as long as it lives; then its owner must be asked.
 */
export type Grant =
  | { readonly kind: 'refresh_token'; readonly refreshToken: Confidential; readonly fallback?: Login }
  | Login
  | { readonly kind: 'none' };

/** A person's consent, good for one exchange and for minutes: RFC 6749, section 4.1.3, and RFC 7636. Never kept. */
export interface AuthorizationCode {
  readonly kind: 'authorization_code';
  readonly code: Confidential;
  readonly redirectUri?: string;
  readonly codeVerifier?: Confidential;
}

/** What a token endpoint can be asked with. */
export type Presentable = Exclude<Grant, { kind: 'none' }> | AuthorizationCode;

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

/** The login that was kept beside a refresh token. */
export const loginBeside = (grant: Grant): Login | undefined =>
  grant.kind === 'refresh_token' ? grant.fallback : undefined;
