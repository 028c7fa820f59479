import type { Confidential } from '../confidential.ts';
import { loginBeside, type Presentable } from '../tokens.ts';
import {
  addressAt,
  appsOf,
  baseUrl,
  CLIENT_SECRET,
  checkFields,
  httpsUrl,
  oneOf,
  text,
  trustOf,
} from './app-schema.ts';
import { askedByGrantType } from './asked.ts';
import { configuredPage } from './authorization-page.ts';
import { CannotAskError } from './cannot-ask-error.ts';
import type { Dialect } from './dialect.ts';
import type { App, Asked, Protocol } from './protocol.ts';
import { readReply } from './reading.ts';
import { basicAuthorization, FORM, formBody, formEncoded, JSON_TYPE, jsonBody } from './wire.ts';

const PROVIDER = 'oauth2';

const CLIENT_AUTH = ['client_secret_basic', 'client_secret_post'] as const;
const BODY = ['form', 'json'] as const;
const LOST_ANSWER = ['retry', 'hold'] as const;

export interface OAuth2App extends App {
  readonly tokenUrl: string;
  /** The page on which a person consents. */
  readonly authorizeUrl?: string;
  readonly clientId: string;
  readonly clientSecret: Confidential;
  readonly clientAuth: (typeof CLIENT_AUTH)[number];
  readonly body: (typeof BODY)[number];
  readonly scope?: string;
  readonly lostAnswer: (typeof LOST_ANSWER)[number];
}

const shape = {
  token_url: httpsUrl,
  authorize_url: httpsUrl.optional(),
  base_url: baseUrl.optional(),
  client_id: text,
  client_auth: oneOf(CLIENT_AUTH).default('client_secret_basic'),
  body: oneOf(BODY).default('form'),
  scope: text.optional(),
  lost_answer: oneOf(LOST_ANSWER).default('retry'),
};

/** `base_url`, where it is given, replaces scheme, host and port of `token_url`. */
const tokenUrlOf = (fields: {
  readonly token_url: string;
  readonly base_url?: string | undefined;
}): string => {
  if (fields.base_url === undefined) return fields.token_url;
  const { pathname, search } = new URL(fields.token_url);
  return addressAt(fields.base_url, `${pathname}${search}`);
};

/** The codes of RFC 6749, sections 4.1.2.1 and 5.2, and `slow_down` of RFC 8628. */
export const oauth2Dialect: Dialect = {
  codes: [
    {
      code: 'invalid_grant',
      verdict: 'reauthorize',
      reason: 'the grant has expired, was revoked or is used up',
    },
    { code: 'invalid_scope', verdict: 'reauthorize', reason: 'the scope is no longer granted' },
    { code: 'access_denied', verdict: 'reauthorize', reason: 'the authorization was withdrawn' },
    { code: 'invalid_client', verdict: 'app-misconfigured', reason: 'client id or secret are wrong' },
    {
      code: 'unauthorized_client',
      verdict: 'app-misconfigured',
      reason: 'this client may not use this kind of grant',
    },
    {
      code: 'unsupported_grant_type',
      verdict: 'app-misconfigured',
      reason: 'the server does not know this kind of grant',
    },
    {
      code: 'invalid_request',
      verdict: 'app-misconfigured',
      reason: 'the server does not accept the request',
    },
    {
      code: 'temporarily_unavailable',
      verdict: 'retry',
      reason: 'the server is overloaded or in maintenance',
    },
    { code: 'server_error', verdict: 'retry', reason: 'the server failed' },
    { code: 'slow_down', verdict: 'retry', reason: 'the server asks for fewer requests', waitMs: 60_000 },
  ],
  codePlaces: ['error', 'errorCode', 'error_code', 'resultcode'],
  fields: {
    accessToken: 'access_token',
    tokenType: 'token_type',
    expiresIn: 'expires_in',
    refreshToken: 'refresh_token',
    refreshTokenExpiresIn: ['refresh_expires_in', 'refresh_token_expires_in'],
    scope: 'scope',
  },
  defaultLifetimeSeconds: 3600,
  nullEndsRefreshToken: false,
};

/**
 * Any RFC 6749 server, by configuration.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export const oauth2: Protocol<OAuth2App> = {
  provider: PROVIDER,
  tokensPerApp: 'many',
  concurrency: 8,
  defaultLifetimeSeconds: oauth2Dialect.defaultLifetimeSeconds,
  grants: ['refresh_token', 'authorization_code', 'login'],
  authorizes: 'browser',
  authorizationPage: configuredPage,
  reauthorize:
    'Have the owner authorize the client again, then enrol the principal with the new code or refresh token; where the client logs in for itself, check its scope and rights at the server.',

  readApp: (secret) =>
    appsOf(checkFields(PROVIDER, shape, secret), CLIENT_SECRET, secret, (fields, clientSecret) => ({
      provider: PROVIDER,
      tls: trustOf(fields),
      tokenUrl: tokenUrlOf(fields),
      ...(fields.authorize_url === undefined ? {} : { authorizeUrl: fields.authorize_url }),
      clientId: fields.client_id,
      clientSecret,
      clientAuth: fields.client_auth,
      body: fields.body,
      ...(fields.scope === undefined ? {} : { scope: fields.scope }),
      lostAnswer: fields.lost_answer,
    })),

  tokenUrl: (app) => app.tokenUrl,
  afterLostAnswer: (app) => app.lostAnswer,
  fallback: loginBeside,
  lacks: () => undefined,

  ask: (grant, app) => {
    const inBody = app.clientAuth === 'client_secret_post';
    const fields = {
      ...presentation(grant, app),
      ...(inBody ? { client_id: app.clientId, client_secret: app.clientSecret.reveal() } : {}),
    };
    return {
      asked: ASKED[grant.kind] ?? 'refresh',
      url: app.tokenUrl,
      headers: {
        Accept: JSON_TYPE,
        'Content-Type': app.body === 'json' ? JSON_TYPE : FORM,
        ...(inBody ? {} : { Authorization: clientAuthorization(app) }),
      },
      body: app.body === 'json' ? jsonBody(fields) : formBody(fields),
    };
  },

  read: (asked, reply) => readReply(oauth2Dialect, asked, reply),
  askedBy: (_path, body) => askedByGrantType(body),
};

/** Id and secret are form-encoded before they are joined: RFC 6749, section 2.3.1. */
const clientAuthorization = (app: OAuth2App): Confidential =>
  basicAuthorization(formEncoded(app.clientId), formEncoded(app.clientSecret.reveal()));

const ASKED: Readonly<Partial<Record<Presentable['kind'], Asked>>> = {
  authorization_code: 'exchange',
  login: 'login',
};

/** RFC 6749, sections 6, 4.1.3 (with RFC 7636, section 4.5) and 4.4.2. An exchange has no scope: it was chosen before. */
const presentation = (grant: Presentable, { provider, scope }: OAuth2App): Record<string, string> => {
  const scoped = scope === undefined ? {} : { scope };
  switch (grant.kind) {
    case 'refresh_token':
      return {
        grant_type: 'refresh_token',
        refresh_token: grant.refreshToken.reveal(),
        ...scoped,
      };
    case 'authorization_code':
      return {
        grant_type: 'authorization_code',
        code: grant.code.reveal(),
        ...(grant.redirectUri !== undefined && { redirect_uri: grant.redirectUri }),
        ...(grant.codeVerifier && { code_verifier: grant.codeVerifier.reveal() }),
      };
    case 'login':
      return { grant_type: 'client_credentials', ...scoped };
    default:
      throw new CannotAskError(provider, grant.kind);
  }
};
