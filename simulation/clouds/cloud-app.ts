import type { Dialect } from './dialect.ts';

/** How a cloud fares, as seen by one app. */
export type CloudWeather =
  | 'well'
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
  weather: CloudWeather;
  /** When the weather last ceased to be well. */
  since: number | undefined;
}
