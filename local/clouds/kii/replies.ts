import { type Answer, refusal, spoil } from '../dialect.ts';
import type { Fault } from '../faults.ts';
import type { WireReply } from '../http/wire.ts';
import type { Pair } from '../state/pair.ts';
import type { KiiAccount } from './accounts.ts';

/** `"name" : value`, one a line, as in recorded replies. */
const spaced = (fields: Readonly<Record<string, unknown>>): string => {
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
};

const kiiReply = (status: number, fields: Readonly<Record<string, unknown>>, headers = {}): WireReply => ({
  status,
  headers: {
    'Content-Type': 'application/json;charset=UTF-8',
    'X-HTTP-Status-Code': String(status),
    Server: 'nginx/1.2.3',
    ...headers,
  },
  body: spaced(fields),
});

export const granted = (pair: Pair, fault: Fault | undefined, anotherId: () => string): Answer => {
  const fields = {
    id: fault?.kind === 'wrong-subject' ? (fault.subject ?? anotherId()) : pair.subject,
    access_token: pair.accessToken,
    expires_in: pair.lifetimeSeconds,
    token_type: 'Bearer',
    refresh_token: pair.refreshToken,
  };
  const names = { accessToken: 'access_token', tokenType: 'token_type' };
  const headers = { 'Cache-Control': 'max-age=0, no-cache, no-store' };
  return { granted: pair, reply: kiiReply(200, spoil(fields, names, fault), headers) };
};

const kiiError = (status: number, errorCode: string, extra: Readonly<Record<string, unknown>> = {}): Answer =>
  refusal(kiiReply(status, { errorCode, ...extra }));

export const wrongPath = () => kiiError(404, 'NOT_FOUND');
export const wrongMethod = () => kiiError(405, 'METHOD_NOT_ALLOWED');
export const unauthorized = () => kiiError(401, 'UNAUTHORIZED');
export const appNotFound = (appID: string) =>
  kiiError(404, 'APP_NOT_FOUND', { message: 'The application was not found', appID });
export const appDisabled = () => kiiError(403, 'APP_DISABLED', { message: 'The application is disabled' });
export const invalidJson = () => kiiError(400, 'INVALID_JSON');
export const wrongRefreshToken = () =>
  kiiError(403, 'WRONG_REFRESH_TOKEN', { message: 'The provided refresh token is not valid' });

/** @param complaint e.g. Required */
export const invalidField = (field: string, complaint: string) =>
  kiiError(400, 'INVALID_INPUT_DATA', {
    message: `There are validation errors: ${field} - ${complaint}. `,
    invalidFields: { [field]: complaint },
  });

export const wrongGrantType = () =>
  kiiError(400, 'unsupported_grant_type', {
    error_description: 'The grant type is not supported',
    error: 'unsupported_grant_type',
  });

export const wrongPassword = () =>
  kiiError(400, 'invalid_grant', {
    error_description: 'The user was not found or a wrong password was provided',
    error: 'invalid_grant',
  });

/** `undefined` for one that is active. */
export const accountRefused = ({ state, thing, id }: KiiAccount): Answer | undefined => {
  const kind = thing ? 'THING' : 'USER';
  const named = thing ? { thingID: id } : { userID: id };
  if (state === 'disabled')
    return kiiError(401, `${kind}_DISABLED`, { message: 'The account is disabled', ...named });
  if (state === 'removed')
    return kiiError(404, `${kind}_NOT_FOUND`, { message: 'The account was not found', ...named });
  return undefined;
};

/** The refused access token is echoed: that is how Kii does it, and why no reply may be logged. */
export const refuseResource = (accessToken: string | undefined): WireReply =>
  accessToken === undefined
    ? kiiReply(401, { errorCode: 'UNAUTHORIZED' })
    : kiiReply(403, {
        errorCode: 'WRONG_TOKEN',
        message: 'The provided token is not valid',
        accessToken,
      });
