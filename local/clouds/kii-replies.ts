import { type Answer, refusal } from './dialect.ts';
import type { WireReply } from './wire.ts';

/** `"name" : value`, one a line, as in recorded replies. */
const spaced = (fields: Readonly<Record<string, unknown>>): string => {
  const lines = Object.entries(fields).map(
    ([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
};

export const kiiReply = (
  status: number,
  fields: Readonly<Record<string, unknown>>,
  headers = {},
): WireReply => ({
  status,
  headers: {
    'Content-Type': 'application/json;charset=UTF-8',
    'X-HTTP-Status-Code': String(status),
    Server: 'nginx/1.2.3',
    ...headers,
  },
  body: spaced(fields),
});

export const kiiError = (
  status: number,
  errorCode: string,
  extra: Readonly<Record<string, unknown>> = {},
): Answer => refusal(kiiReply(status, { errorCode, ...extra }));

export const wrongGrantType = () =>
  kiiError(400, 'unsupported_grant_type', {
    error_description: 'The grant type is not supported',
    error: 'unsupported_grant_type',
  });

/** The refused access token is echoed: that is how Kii does it, and why no reply may be logged. */
export const refuseResource = (accessToken: string | undefined): WireReply =>
  accessToken === undefined
    ? kiiReply(401, { errorCode: 'UNAUTHORIZED' })
    : kiiReply(403, {
        errorCode: 'WRONG_TOKEN',
        message: 'The provided token is not valid',
        accessToken,
      });
