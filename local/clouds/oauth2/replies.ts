import { type Answer, refusal, spoil } from '../dialect.ts';
import type { Fault } from '../faults.ts';
import { NOT_STORED, oauthError } from '../http/oauth-replies.ts';
import { jsonReply, type WireReply } from '../http/wire.ts';
import type { Pair } from '../state/pair.ts';

/** @see RFC 6749 section 5.1 */
export const granted = (pair: Pair, scope: string | undefined, fault: Fault | undefined): Answer => {
  const fields = {
    access_token: pair.accessToken,
    token_type: 'Bearer',
    expires_in: pair.lifetimeSeconds,
    refresh_token: pair.refreshToken,
    scope,
  };
  const names = { accessToken: 'access_token', tokenType: 'token_type' };
  return { granted: pair, reply: jsonReply(200, spoil(fields, names, fault), NOT_STORED) };
};

export const invalidRequest = (description: string) => oauthError(400, 'invalid_request', description);
export const invalidGrant = (description: string) => oauthError(400, 'invalid_grant', description);
export const invalidClient = () =>
  oauthError(401, 'invalid_client', 'Client authentication failed', {
    'WWW-Authenticate': 'Basic realm="token"',
  });
export const invalidScope = () => oauthError(400, 'invalid_scope', 'The scope exceeds what was granted');
export const wrongGrantType = () => oauthError(400, 'unsupported_grant_type', 'The grant type is not known');
export const wrongPath = () => refusal({ status: 404, headers: {}, body: '' });
export const wrongMethod = () => refusal({ status: 405, headers: { Allow: 'POST' }, body: '' });

/** @see RFC 6750 section 3 */
export const refuseResource = (accessToken: string | undefined): WireReply =>
  accessToken === undefined
    ? { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="me"' }, body: '' }
    : jsonReply(
        401,
        { error: 'invalid_token', error_description: 'The access token is expired, revoked or unknown' },
        { 'WWW-Authenticate': 'Bearer realm="me", error="invalid_token"' },
      );
