import type { TokenRequest } from '../../lambdas/core/protocols/protocol.ts';

/** How a cloud fares, as seen by one app. */
export type CloudWeather =
  | 'well'
  | 'slow'
  | 'refusing-connections'
  | 'unreachable'
  | 'hanging'
  | 'failing'
  | 'throttling'
  | 'garbled';

/** An app as its cloud knows it. */
export interface CloudApp {
  readonly name: string;
  readonly dialect: Dialect;
  /** Every app has a host of its own here: that tells whom a request is for. */
  readonly host: string;
  readonly lifetimeSeconds: number;
  readonly refreshLifetimeMs: number;
  /**
   * A refresh token that comes again kills everything that descends from the same authorization; until then an access
   * token lives to its end. Elsewhere a pair dies when it is refreshed.
   */
  readonly revokesFamilyOnReuse: boolean;
  readonly oneToken: boolean;
  readonly clientId: string;
  /** Client secrets that it accepts now. */
  readonly secrets: Set<string>;
  condition: 'well' | 'frozen' | 'refuses-everybody';
  /** When the condition last ceased to be well. */
  conditionSince: number;
  weather: CloudWeather;
  /** When the weather last ceased to be well. */
  since: number | undefined;
}

/** Whom tokens are for. */
interface Grantee {
  readonly index: number;
  readonly app: CloudApp;
}

export interface Wire {
  readonly status: number;
  readonly body: string;
}

/** What a request amounts to, once its cloud has read it. */
export interface Recognised {
  readonly asked: 'refresh' | 'login' | 'exchange';
  readonly pathFits: boolean;
  readonly clientFits: boolean;
}

/** How one cloud words things. Nothing here decides. */
export interface Dialect {
  readonly provider: string;
  /** Whether owners get codes for their consent, and whether users have passwords. */
  readonly codes: boolean;
  readonly passwords: boolean;
  /** The app's secret as its operator stores it. */
  appSecret(app: CloudApp, clientSecrets: readonly string[], wrongPath: boolean): object;
  recognise(request: TokenRequest, app: CloudApp): Recognised;
  granted(account: Grantee, pair: { readonly n: number }): Wire;
  readonly tokenRefused: Wire;
  readonly clientRefused: Wire;
  readonly frozen: Wire;
}
