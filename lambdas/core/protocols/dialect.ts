import type { CodePlace, CodeTable } from './codes.ts';

/** How one cloud words its replies: everything that {@link readReply} needs to know, and no code. */
export interface Dialect {
  readonly codes: CodeTable;
  /** Where to look for a code, in this order. */
  readonly codePlaces: readonly CodePlace[];
  /** The cloud's spelling of what a good reply holds. */
  readonly fields: {
    readonly accessToken: string;
    readonly tokenType: string;
    readonly expiresIn: string;
    readonly refreshToken: string;
    readonly refreshTokenExpiresIn: readonly string[];
    readonly scope: string;
    readonly subject?: string;
  };
  readonly defaultLifetimeSeconds: number;
  /** Planned for when a refresh token came without a lifetime of its own. */
  readonly refreshTokenLifetimeSeconds?: number;
  /** An explicit `null` says that there is no refresh token any more; elsewhere it says nothing. */
  readonly nullEndsRefreshToken: boolean;
}
