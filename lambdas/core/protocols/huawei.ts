import { type Confidential, confidential } from '../confidential.ts';
import { loginBeside } from '../tokens.ts';
import { addressAt, appsOf, baseUrl, checkFields, pem, text, trustOf } from './app-schema.ts';
import { lastPathPart, requestField } from './asked.ts';
import { CannotAskError } from './cannot-ask-error.ts';
import type { CodeTable } from './codes.ts';
import type { Dialect } from './dialect.ts';
import type { App, Protocol } from './protocol.ts';
import { readReply } from './reading.ts';
import { FORM, formBody, JSON_TYPE, jsonBody } from './wire.ts';

const PROVIDER = 'huawei';
const LOGIN_PATH = '/iocm/app/sec/v1.1.0/login';
const REFRESH_PATH = '/iocm/app/sec/v1.1.0/refreshToken';

export interface HuaweiApp extends App {
  readonly loginUrl: string;
  readonly refreshUrl: string;
  readonly appId: string;
  readonly secret: Confidential;
}

const WRONG_CREDENTIALS = 'appId or secret are wrong';

/** A login presents nothing but the app's own credentials, so what is refused there is the app. */
const codes: CodeTable = [
  { code: '100208', asked: 'login', verdict: 'app-misconfigured', reason: WRONG_CREDENTIALS },
  { code: '100006', asked: 'login', verdict: 'app-misconfigured', reason: WRONG_CREDENTIALS },
  { code: '100000', asked: 'login', verdict: 'app-misconfigured', reason: WRONG_CREDENTIALS },
  { code: '1010005', asked: 'login', verdict: 'app-misconfigured', reason: WRONG_CREDENTIALS },
  {
    code: '100208',
    verdict: 'reauthorize',
    reason: 'appId, secret or refresh token are wrong; a login tells which',
  },
  { code: '100006', verdict: 'reauthorize', reason: 'the refresh token is not accepted' },
  { code: '100000', verdict: 'reauthorize', reason: 'the token is not accepted' },
  { code: '1010005', verdict: 'reauthorize', reason: 'token or appId are not accepted' },
  {
    code: '100247',
    verdict: 'app-misconfigured',
    reason: 'the application is frozen',
    unmistakable: true,
  },
  { code: '102202', verdict: 'app-misconfigured', reason: 'a mandatory parameter is empty' },
  { code: '50400', verdict: 'app-misconfigured', reason: 'an input parameter is invalid' },
  { code: '50252', verdict: 'retry', reason: 'internal error of the platform' },
  { code: '1010009', verdict: 'retry', reason: 'the application made too many calls', waitMs: 60_000 },
];

const dialect: Dialect = {
  codes,
  codePlaces: ['error_code', 'resultcode', 'errorCode', 'error'],
  fields: {
    accessToken: 'accessToken',
    tokenType: 'tokenType',
    expiresIn: 'expiresIn',
    refreshToken: 'refreshToken',
    refreshTokenExpiresIn: [],
    scope: 'scope',
  },
  defaultLifetimeSeconds: 3600,
  // The pages disagree (24 hours, one month) and replies do not say: plan for the shorter.
  refreshTokenLifetimeSeconds: 86_400,
  nullEndsRefreshToken: true,
};

/** The platform's own client refuses these before it sends anything. */
const withoutSpaces = text.refine((value) => !/\s/.test(value), { error: 'must not contain spaces' });

const shape = {
  app_id: withoutSpaces,
  // Every account has a host and port of its own.
  base_url: baseUrl,
  client_certificate: pem,
  client_key: pem,
  server_name: text.optional(),
};

/**
 * Huawei OceanConnect and IoT platform, northbound. Only the newest access token of an app lives, so it has one
 * principal and one request at a time. A login needs no person: it stands in wherever a refresh is refused.
 */
export const huawei: Protocol<HuaweiApp> = {
  provider: PROVIDER,
  tokensPerApp: 'one',
  rateLimit: { calls: 100, perMs: 60_000 },
  concurrency: 1,
  defaultLifetimeSeconds: dialect.defaultLifetimeSeconds,
  grants: ['refresh_token', 'login'],
  authorizes: 'login',
  reauthorize:
    'Nobody needs to authorize: check app_id and secret in the app secret, the scheduler then logs in by itself.',

  readApp: (secret) =>
    appsOf(
      checkFields(PROVIDER, shape, secret),
      { name: 'secret', schema: withoutSpaces },
      secret,
      (fields, clientSecret) => ({
        provider: PROVIDER,
        tls: {
          ...trustOf(fields),
          certificate: fields.client_certificate,
          key: confidential(fields.client_key),
          ...(fields.server_name === undefined ? {} : { serverName: fields.server_name }),
        },
        loginUrl: addressAt(fields.base_url, LOGIN_PATH),
        refreshUrl: addressAt(fields.base_url, REFRESH_PATH),
        appId: fields.app_id,
        secret: clientSecret,
      }),
    ),

  tokenUrl: (app) => app.refreshUrl,
  afterLostAnswer: () => 'login',
  fallback: (refused) =>
    loginBeside(refused) ?? (refused.kind === 'refresh_token' ? { kind: 'login' } : undefined),
  lacks: () => undefined,

  /** The login is a form, the refresh is JSON: each refuses the other's. */
  ask: (grant, app) => {
    const credentials = { appId: app.appId, secret: app.secret.reveal() };
    switch (grant.kind) {
      case 'login':
        return {
          asked: 'login',
          url: app.loginUrl,
          headers: { Accept: JSON_TYPE, 'Content-Type': FORM },
          body: formBody(credentials),
        };
      case 'refresh_token':
        return {
          asked: 'refresh',
          url: app.refreshUrl,
          headers: { Accept: JSON_TYPE, 'Content-Type': JSON_TYPE },
          body: jsonBody({ ...credentials, refreshToken: grant.refreshToken.reveal() }),
        };
      default:
        throw new CannotAskError(PROVIDER, grant.kind);
    }
  },

  read: (asked, reply) => readReply(dialect, asked, reply),

  askedBy: (path, body) => {
    const endpoint = lastPathPart(path).toLowerCase();
    if (endpoint === 'login') return 'login';
    if (endpoint === 'refreshtoken') return 'refresh';
    return requestField(body, 'refreshToken') === undefined ? 'login' : 'refresh';
  },
};
