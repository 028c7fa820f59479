import type { CodeTable } from './codes.ts';
import type { Dialect } from './dialect.ts';

const codes: CodeTable = [
  {
    code: 'invalid_grant',
    asked: 'login',
    verdict: 'reauthorize',
    reason: 'the credentials are not accepted',
  },
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
    reason: 'the app does not offer this kind of grant',
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

/** How the cloud words its replies: the codes of its own SDKs, statuses of providers as they were seen. */
export const kiiDialect: Dialect = {
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
