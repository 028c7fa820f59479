import { type Confidential, confidential } from '../confidential.ts';
import { addressAt, baseUrl, checkFields, listOf, oneOf, text, trustOf } from './app-schema.ts';
import { askedByGrantType, requestField } from './asked.ts';
import { CannotLogInError } from './cannot-log-in-error.ts';
import type { CodeTable } from './codes.ts';
import type { Dialect } from './dialect.ts';
import type { App, Protocol } from './protocol.ts';
import { readReply } from './reading.ts';
import { basicAuthorization, JSON_TYPE, jsonBody } from './wire.ts';

const PROVIDER = 'kii';

/** An app lives in one region; asked elsewhere it is not found. */
const ORIGINS = {
  us: 'https://api.kii.com',
  jp: 'https://api-jp.kii.com',
  sg: 'https://api-sg.kii.com',
  eu: 'https://api-eu.kii.com',
  cn2: 'https://api-cn2.kii.com',
  cn3: 'https://api-cn3.kii.com',
} as const;
const SITES = ['us', 'jp', 'sg', 'eu', 'cn2', 'cn3'] as const;

/** The cloud wants a user name and password but looks at the first alone. */
const ANY_KEY = 'anything';

export interface KiiApp extends App {
  readonly tokenUrl: string;
  readonly appId: string;
  readonly appKey: Confidential;
}

const codes: CodeTable = [
  { code: 'invalid_grant', verdict: 'reauthorize', reason: 'the refresh token is expired, used or unknown' },
  {
    code: 'WRONG_REFRESH_TOKEN',
    verdict: 'reauthorize',
    reason: 'the refresh token is wrong or already used',
  },
  { code: 'WRONG_TOKEN', verdict: 'reauthorize', reason: 'the token is not accepted' },
  { code: 'USER_DISABLED', verdict: 'reauthorize', reason: 'the user is disabled' },
  { code: 'THING_DISABLED', verdict: 'reauthorize', reason: 'the thing is disabled' },
  { code: 'USER_NOT_FOUND', verdict: 'reauthorize', reason: 'the user does not exist' },
  { code: 'THING_NOT_FOUND', verdict: 'reauthorize', reason: 'the thing does not exist' },
  { code: 'AUTHENTICATION_FAILED', verdict: 'reauthorize', reason: 'the credentials are not accepted' },
  {
    code: 'unsupported_grant_type',
    verdict: 'app-misconfigured',
    reason: 'the app does not offer refresh tokens',
  },
  { code: 'invalid_client', verdict: 'app-misconfigured', reason: 'the client is not accepted' },
  { code: 'UNAUTHORIZED', verdict: 'app-misconfigured', reason: 'the app id is not accepted' },
  {
    code: 'APP_NOT_FOUND',
    verdict: 'app-misconfigured',
    reason: 'no such app at this site',
    unmistakable: true,
  },
  {
    code: 'APP_DISABLED',
    verdict: 'app-misconfigured',
    reason: 'the app is disabled',
    unmistakable: true,
  },
  { code: 'INVALID_INPUT_DATA', verdict: 'app-misconfigured', reason: 'a field of the request is invalid' },
  { code: 'INVALID_JSON', verdict: 'app-misconfigured', reason: 'the request is not the JSON expected' },
  { code: 'MISSING_DATA', verdict: 'app-misconfigured', reason: 'a field of the request is missing' },
  { code: 'OAUTH2_ERROR', verdict: 'app-misconfigured', reason: 'the request is not accepted' },
  { code: 'UNDEFINED_ERROR', verdict: 'retry', reason: 'internal error of the cloud' },
  { code: 'LOCK_FAILED', verdict: 'retry', reason: 'the cloud is busy with the same object' },
  { code: 'RESOURCE_TEMPORARILY_UNAVAILABLE', verdict: 'retry', reason: 'the cloud is busy' },
  { code: 'TEMPORARY_UNAVAILABLE_ERROR', verdict: 'retry', reason: 'the cloud is busy' },
];

const dialect: Dialect = {
  codes,
  codePlaces: ['errorCode', 'error', 'error_code', 'resultcode'],
  fields: {
    accessToken: 'access_token',
    tokenType: 'token_type',
    expiresIn: 'expires_in',
    refreshToken: 'refresh_token',
    refreshTokenExpiresIn: ['refresh_expires_in', 'refresh_token_expires_in'],
    scope: 'scope',
    subject: 'id',
  },
  defaultLifetimeSeconds: 3600,
  nullEndsRefreshToken: false,
};

/** It stands in a path and before the colon of a Basic header. */
const appId = text.refine((value) => /^\w[\w.-]*$/.test(value), {
  error: 'must hold only letters, digits, ".", "_" and "-"',
});

/** A refresh shows no client secret, so that several of them still make one app. */
const shape = {
  app_id: appId,
  app_key: text.optional(),
  site: oneOf(SITES),
  base_url: baseUrl.optional(),
  client_id: text.optional(),
  client_secret: text.optional(),
  client_secrets: listOf(text).optional(),
};

/** The vendor's pages end the base address in `/api`; ours stands before the whole path. */
const originOf = (base: string): string => base.replace(/\/+$/, '').replace(/\/api$/, '');

/** Kii Cloud: the OAuth endpoint below the app's own path, where Basic names the app and nothing is secret but the token. */
export const kii: Protocol<KiiApp> = {
  provider: PROVIDER,
  tokensPerApp: 'many',
  concurrency: 8,
  defaultLifetimeSeconds: dialect.defaultLifetimeSeconds,
  grants: ['refresh_token'],
  reauthorize:
    'Have the user or thing sign in to the app again, with refresh tokens turned on there, then enrol the principal with the new refresh token.',

  readApp: (secret) => {
    const checked = checkFields(PROVIDER, shape, secret);
    if (!checked.ok) return checked;
    const { fields } = checked;
    return {
      ok: true,
      apps: [
        {
          provider: PROVIDER,
          tls: trustOf(fields),
          tokenUrl: addressAt(
            originOf(fields.base_url ?? ORIGINS[fields.site]),
            `/api/apps/${fields.app_id}/oauth2/token`,
          ),
          appId: fields.app_id,
          appKey: confidential(fields.app_key ?? ANY_KEY),
        },
      ],
    };
  },

  afterLostAnswer: () => 'retry',
  fallback: () => undefined,

  ask: (grant, app) => {
    if (grant.kind === 'login') throw new CannotLogInError(PROVIDER);
    return {
      asked: 'refresh',
      url: app.tokenUrl,
      headers: {
        Accept: JSON_TYPE,
        'Content-Type': JSON_TYPE,
        Authorization: basicAuthorization(app.appId, app.appKey.reveal()),
      },
      body: jsonBody({ grant_type: 'refresh_token', refresh_token: grant.refreshToken.reveal() }),
    };
  },

  read: (asked, reply) => readReply(dialect, asked, reply),

  /** A sign-in without a grant type is the user name and password of the older interface. */
  askedBy: (_path, body) =>
    requestField(body, 'grant_type') === undefined && requestField(body, 'password') !== undefined
      ? 'login'
      : askedByGrantType(body),
};
