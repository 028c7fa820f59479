import { addressAt, appsOf, baseUrl, CLIENT_SECRET, checkFields, text, trustOf } from './app-schema.ts';
import { authorizationQuery } from './authorization-page.ts';
import { CannotAskError } from './cannot-ask-error.ts';
import type { CodeTable } from './codes.ts';
import type { Dialect } from './dialect.ts';
import { type OAuth2App, oauth2, oauth2Dialect } from './oauth2.ts';
import type { Protocol } from './protocol.ts';
import { readReply } from './reading.ts';

const PROVIDER = 'dkn';
/** Exactly this host: the bare domain is documented for the data API only, and redirects are never followed. */
const ORIGIN = 'https://www.dkncloudna.com';
const TOKEN_PATH = '/api/v1/open/oauth2/token';
/** The page for people is at the bare domain, a route in the fragment: its query comes after the `#`. */
const PAGE_ORIGIN = 'https://dkncloudna.com';
const PAGE_ROUTE = '/#/oauth';
/** Both that the manual knows; what a client may ask for is registered with it. */
const CONSENT_SCOPE = 'devices installations';

export interface DknApp extends OAuth2App {
  readonly authorizeUrl: string;
  /** Asked of the person who consents; a refresh names none. */
  readonly consentScope: string;
}

/** What this server says differently from RFC 6749; its rules stand above those. */
const codes: CodeTable = [
  {
    code: 'invalid_request',
    saying: /refresh[_ ]?token/i,
    verdict: 'reauthorize',
    reason: 'the refresh token is dead or already used',
  },
  {
    code: 'invalid_request',
    asked: 'exchange',
    saying: /\b(?:authorization_)?code\b/i,
    verdict: 'reauthorize',
    reason: 'the authorization code is wrong, expired or already used',
  },
  {
    code: 'access_denied',
    saying: /https/i,
    verdict: 'app-misconfigured',
    reason: 'the server asks for HTTPS',
  },
  // No access token is presented here: another part of the API answered, so host or path are wrong.
  {
    code: 'invalid_token',
    verdict: 'app-misconfigured',
    reason: 'the request did not reach the token endpoint',
  },
  {
    code: 'invalid_method',
    verdict: 'app-misconfigured',
    reason: 'the request arrived by another method than POST',
  },
];

const dialect: Dialect = {
  ...oauth2Dialect,
  codes: [...codes, ...oauth2Dialect.codes],
  defaultLifetimeSeconds: 7200,
};

/**
 * Daikin DKN Cloud NA, told by its difference from {@link oauth2}: one address, client credentials in the form, and
 * `invalid_request` where the refresh token is dead.
 */
export const dkn: Protocol<DknApp> = {
  ...oauth2,
  provider: PROVIDER,
  concurrency: 4,
  defaultLifetimeSeconds: dialect.defaultLifetimeSeconds,
  // The app's credentials alone yield no tokens here.
  grants: ['refresh_token', 'authorization_code'],
  authorizationPage: {
    pkce: false,
    // Not every router reads a `+` of a fragment as a blank; what was a plus is `%2B` by then.
    urlFor: ({ authorizeUrl, clientId, consentScope: scope }, request) =>
      `${authorizeUrl}?${authorizationQuery({ clientId, scope }, request).toString().replaceAll('+', '%20')}`,
  },
  reauthorize:
    'Have the owner sign in at DKN Cloud and authorize the client again, then enrol the principal with the new code or refresh token.',

  readApp: (secret) =>
    appsOf(
      checkFields(
        PROVIDER,
        { client_id: text, base_url: baseUrl.optional(), scope: text.default(CONSENT_SCOPE) },
        secret,
      ),
      CLIENT_SECRET,
      secret,
      (fields, clientSecret) => ({
        provider: PROVIDER,
        tls: trustOf(fields),
        tokenUrl: addressAt(fields.base_url ?? ORIGIN, TOKEN_PATH),
        authorizeUrl: addressAt(fields.base_url ?? PAGE_ORIGIN, PAGE_ROUTE),
        consentScope: fields.scope,
        clientId: fields.client_id,
        clientSecret,
        clientAuth: 'client_secret_post',
        body: 'form',
        lostAnswer: 'retry',
      }),
    ),

  ask: (grant, app, askedAt) => {
    if (grant.kind === 'login') throw new CannotAskError(PROVIDER, grant.kind);
    return oauth2.ask(grant, app, askedAt);
  },

  read: (asked, reply) => readReply(dialect, asked, reply),
};
