import { type Confidential, confidential } from '../../../lambdas/core/confidential.ts';
import type { App, AppReading, Reply, TokenRequest } from '../../../lambdas/core/protocols/protocol.ts';
import type { AuthorizationCode, Grant, Login } from '../../../lambdas/core/tokens.ts';

export const RECEIVED_AT = Date.UTC(2026, 10, 22, 12, 0, 0);

/** A reply whose body is given as text, or as a value to be written as JSON. */
export const reply = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  receivedAt: RECEIVED_AT,
});

/** When a request is made, epoch ms. */
export const ASKED_AT = Date.UTC(2026, 10, 22, 11, 59, 59, 500);

export const LOGIN: Login = { kind: 'login' };

export const refreshToken = (
  value = 'old-refresh-token',
  fallback?: Login,
): Extract<Grant, { kind: 'refresh_token' }> => ({
  kind: 'refresh_token',
  refreshToken: confidential(value),
  ...(fallback && { fallback }),
});

export const password = (username = 'ada', value = 'pa55 wörd'): Login => ({
  kind: 'password',
  username,
  password: confidential(value),
});

export const authorizationCode = (
  value = 'SplxlOBe',
  but: { redirectUri?: string; codeVerifier?: string } = {},
): AuthorizationCode => ({
  kind: 'authorization_code',
  code: confidential(value),
  ...(but.redirectUri !== undefined && { redirectUri: but.redirectUri }),
  ...(but.codeVerifier !== undefined && { codeVerifier: confidential(but.codeVerifier) }),
});

/** The one app of a secret that is good; fails the test where it is not. */
export const onlyApp = <A extends App>(reading: AppReading<A>): A => {
  if (!reading.ok) throw new Error(`refused: ${JSON.stringify(reading.problems)}`);
  return reading.apps[0];
};

export const problemFields = (reading: AppReading<App>): string[] =>
  reading.ok ? [] : reading.problems.map(({ field }) => field);

const revealed = (value: string | Confidential): string =>
  typeof value === 'string' ? value : value.reveal();

/** A request as it goes on the wire. */
export const onWire = ({ url, headers, body }: TokenRequest) => ({
  url,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, revealed(value)])),
  body: body.reveal(),
});
