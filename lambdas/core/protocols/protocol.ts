import type { Confidential } from '../confidential.ts';
import type { Outcome } from '../outcome.ts';
import type { Grant, Login, Presentable } from '../tokens.ts';

/** What a request to a token endpoint wants: the same reply can mean different things. */
export type Asked = 'refresh' | 'login' | 'exchange';

/** Mutual TLS and private trust of one app. Verification is always on. */
export interface TlsIdentity {
  /** PEM; trusted instead of the public authorities. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: Confidential;
  /** The name the server's certificate must carry when it is not the host of the URL. */
  readonly serverName?: string;
}

/** The credentials that a provider issued to the integrator, checked and ready. Each protocol widens it. */
export interface App {
  readonly provider: string;
  readonly tls: TlsIdentity;
}

/** A POST to a token endpoint. Everything that carries a credential is {@link Confidential}. */
export interface TokenRequest {
  readonly asked: Asked;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | Confidential>>;
  readonly body: Confidential;
}

/** The whole answer. Header names are lower-case. `receivedAt` in epoch milliseconds (Retry-After may be a date). */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly receivedAt: number;
}

/** What is wrong with an app secret: field and remedy, never a value. */
export interface AppProblem {
  readonly field: string;
  readonly remedy: string;
}

/**
 * `apps` has one entry per client secret, to be tried in order, so that a secret can be rotated without a gap.
 */
export type AppReading<A extends App> =
  | {
      readonly ok: true;
      readonly apps: readonly [A, ...A[]];
      /** What is in the secret and not used. */
      readonly warnings: readonly AppProblem[];
    }
  | { readonly ok: false; readonly problems: readonly AppProblem[] };

/** What a person's browser brings to an authorization page: RFC 6749, section 4.1.1. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  /** S256 of a verifier: RFC 7636, section 4.2. */
  readonly codeChallenge?: string;
}

/** A page on which a person consents, and from which an authorization code comes back. */
export interface AuthorizationPage<A extends App = App> {
  /** It takes a challenge, and its token endpoint then wants the verifier: RFC 7636. */
  readonly pkce: boolean;
  /** Its address for one request, nothing secret in it; or what the app's secret lacks for that. */
  urlFor(app: A, request: AuthorizationRequest): string | AppProblem;
}

/**
 * Everything that differs between clouds. A new cloud is one file that exports one of these and one row in `index.ts`.
 */
export interface Protocol<A extends App = App> {
  readonly provider: string;
  /** `one`: only the newest access token of an app lives, so an app holds one principal. */
  readonly tokensPerApp: 'one' | 'many';
  /** Calls the cloud allows an app, spread evenly over a run. */
  readonly rateLimit?: { readonly calls: number; readonly perMs: number };
  /** Requests of one app under way at once. */
  readonly concurrency: number;
  /** Assumed when a reply gives no usable lifetime. */
  readonly defaultLifetimeSeconds: number;
  /** What a principal can start from. */
  readonly grants: readonly Presentable['kind'][];
  /** The logins of an app that has several, by name; the first is meant where none is named. */
  readonly logins?: readonly string[];
  /** Who has a principal authorized: a person at a page, whoever knows its password, or the app by itself. */
  readonly authorizes: 'browser' | 'password' | 'login';
  /** Where `authorizes` is `browser`. */
  readonly authorizationPage?: AuthorizationPage<A>;
  /** How a person authorizes: told in announcements as the action to take. */
  readonly reauthorize: string;

  /** Checks an app secret's JSON (already parsed, untrusted). */
  readApp(secret: unknown): AppReading<A>;
  /** Where tokens are asked for. */
  tokenUrl(app: A): string;
  /** What to do with a grant whose last answer was lost. `hold` where reuse revokes the whole family of tokens. */
  afterLostAnswer(app: A): 'retry' | 'login' | 'hold';
  /** What to log in with when this grant is refused and nobody needs to be asked. */
  fallback(refused: Grant): Login | undefined;
  /** What the app's secret must hold besides, before it can ask with this grant. */
  lacks(grant: Presentable, app: A): AppProblem | undefined;
  /**
   * @param askedAt epoch ms, for requests that name a time
   * @throws {CannotAskError} for a kind that is not in `grants`, and for a login that the app `lacks` something for
   */
  ask(grant: Presentable, app: A, askedAt: number): TokenRequest;
  /** Total: any reply gives an outcome, none throws. */
  read(asked: Asked, reply: Reply): Outcome;
  /** What a recorded request asked for, told from its path and body. */
  askedBy(path: string, body: string): Asked;
}
