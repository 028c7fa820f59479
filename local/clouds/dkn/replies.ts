import { type Answer, refusal, spoil } from '../dialect.ts';
import type { Fault } from '../faults.ts';
import { NOT_STORED, oauthError } from '../http/oauth-replies.ts';
import { jsonReply, type WireReply } from '../http/wire.ts';
import type { Pair } from '../state/pair.ts';

export const granted = (pair: Pair, fault: Fault | undefined): Answer => {
  const fields = {
    refresh_token: pair.refreshToken,
    token_type: 'bearer',
    access_token: pair.accessToken,
    expires_in: pair.lifetimeSeconds,
  };
  const names = { accessToken: 'access_token', tokenType: 'token_type' };
  return { granted: pair, reply: jsonReply(200, spoil(fields, names, fault), NOT_STORED) };
};

/** @param basic the credentials came in a Basic header */
export const invalidClient = (basic: boolean): Answer =>
  basic
    ? oauthError(401, 'invalid_client', 'Invalid client authentication', {
        'WWW-Authenticate': 'Basic realm="OAuth2.0"',
      })
    : oauthError(400, 'invalid_client', 'Invalid client authentication');

export const invalidRedirectUri = (): Answer =>
  oauthError(
    400,
    'invalid_request',
    'Invalid redirect_uri that does not match with any redirect_uri created with the application',
  );

export const invalidCode = (): Answer => oauthError(400, 'invalid_request', 'Invalid code');
export const invalidRefreshToken = (): Answer => oauthError(400, 'invalid_request', 'Invalid refresh_token');
export const wrongGrantType = (): Answer => oauthError(400, 'unsupported_grant_type', 'Invalid grant_type');

export const wrongPath = (): Answer =>
  refusal(jsonReply(404, { message: 'no Route matched with those values' }));

export const wrongMethod = (method: string): Answer =>
  refusal(
    jsonReply(
      405,
      {
        error: 'invalid_method',
        error_description: `The HTTP method ${method} is invalid for the token endpoint`,
      },
      { 'WWW-Authenticate': 'Bearer error="invalid_method"' },
    ),
  );

export const refuseResource = (): WireReply =>
  jsonReply(401, {
    _error_description: 'The access token is invalid or has expired',
    error: 'invalid_token',
  });
