import type { Random } from '../random.ts';

/** As it is kept. */
export interface KiiApp {
  readonly name: string;
  /** The appID. */
  readonly id: string;
  readonly appKey: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshTokens: boolean;
  readonly maximumLifetimeSeconds?: number;
  /** Whom the app's own logins speak for. */
  readonly admin: string;
  readonly anonymous: string;
}

/** @default made-up ones */
export interface KiiAppWish {
  readonly appId?: string;
  /** Kii does not check it any more. */
  readonly appKey?: string;
  /** Of the app's administrator. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Whether users and things get one when they log in. @default false, as at Kii */
  readonly refreshTokens?: boolean;
  /** The longest that `expiresAt` may ask for. @default the longest that the cloud gives by itself */
  readonly maximumLifetimeSeconds?: number;
}

export const wishedApp = (
  name: string,
  { appId, ...wish }: KiiAppWish,
  known: KiiApp | undefined,
  random: Random,
): KiiApp => ({
  id: random.hex(8),
  appKey: random.hex(32),
  clientId: random.hex(32),
  clientSecret: random.hex(64),
  refreshTokens: false,
  admin: `${name}-admin`,
  anonymous: `${name}-anonymous`,
  ...known,
  ...wish,
  ...(appId === undefined ? {} : { id: appId }),
  name,
});
