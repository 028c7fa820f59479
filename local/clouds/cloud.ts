import type { Counts, HistoryEntry } from './books.ts';
import type { Faults } from './faults.ts';
import type { Pair } from './state/pair.ts';

/** What is the same at every cloud, whatever its dialect. */
export interface RunningCloud {
  /** Scheme, address and port, without a slash at the end. */
  readonly url: string;
  /**
   * GET it with a Bearer token, over TLS as the token endpoint wants it: 200 `{"principal","app"}` while the token is
   * live, else the cloud's own refusal.
   */
  readonly resourceUrl: string;
  readonly faults: Faults;
  /** Kept up to date in place. */
  readonly counts: Readonly<Counts>;
  /** The last 1,000 requests, oldest first; kept up to date in place. */
  readonly history: readonly HistoryEntry[];
  /** As its resource would answer; no request is made. */
  isLive(accessToken: string): boolean;
  /**
   * Settles when the data folder has all that was issued and registered so far. Replies wait for it by themselves; so
   * should whoever hands out what {@link Cloud.issueGrant} made up.
   */
  saved(): Promise<void>;
  /** Destroys every connection and frees the port. */
  close(): Promise<void>;
}

/** Whose grant to make up, and through which app. @default the app that every cloud starts with */
export interface GrantWish {
  readonly principal: string;
  readonly app?: string;
}

/** What a person's authorization would have yielded. */
export interface IssuedGrant {
  readonly refreshToken: string;
  readonly accessToken: string;
  /** The user or thing, where the cloud names it in its replies. */
  readonly subject?: string;
}

/** A running cloud with its enrolment side. `Secret` is the app secret's JSON, `Wish` what can be said of an app. */
export interface Cloud<Secret, Wish> extends RunningCloud {
  readonly provider: string;
  /** The secret of the app that the cloud starts with; the app is named as the provider. */
  readonly app: Secret;
  /**
   * Adds an app, or changes what is wished of one that is there. The JSON is ready to be stored in Secrets Manager, and
   * the same again in a later run with the same data folder, as long as the port is.
   */
  registerApp(name: string, wish?: Wish): Promise<Secret>;
  /** A new grant, as if the principal's owner had authorized just now. */
  issueGrant(wish: GrantWish): IssuedGrant;
}

/** @throws for a pair that has no refresh token */
export const grantOf = ({ refreshToken, accessToken }: Pair): IssuedGrant => {
  if (refreshToken === undefined) throw new Error('no refresh token was issued');
  return { refreshToken, accessToken };
};
