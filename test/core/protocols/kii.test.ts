import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '../../../lambdas/core/outcome.ts';
import { kii } from '../../../lambdas/core/protocols/kii.ts';
import { onlyApp, onWire, problemFields, refreshToken, reply } from './builders.ts';

const SECRET = { provider: 'kii', app_id: 'a1b2c3d4', site: 'jp' };

describe('asking', () => {
  test('names the app in path and Basic header, and presents the refresh token in JSON', () => {
    const app = onlyApp(kii.readApp(SECRET));

    expect(onWire(kii.ask(refreshToken('Xk2s'), app))).toEqual({
      url: 'https://api-jp.kii.com/api/apps/a1b2c3d4/oauth2/token',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        Authorization: 'Basic YTFiMmMzZDQ6YW55dGhpbmc=',
      },
      body: '{"grant_type":"refresh_token","refresh_token":"Xk2s"}',
    });
  });

  test('shows the app key where there is one', () => {
    const app = onlyApp(kii.readApp({ ...SECRET, app_key: 'k3y' }));
    expect(onWire(kii.ask(refreshToken(), app)).headers).toMatchObject({
      Authorization: `Basic ${btoa('a1b2c3d4:k3y')}`,
    });
  });

  test.each([
    ['us', 'https://api.kii.com'],
    ['jp', 'https://api-jp.kii.com'],
    ['sg', 'https://api-sg.kii.com'],
    ['eu', 'https://api-eu.kii.com'],
    ['cn2', 'https://api-cn2.kii.com'],
    ['cn3', 'https://api-cn3.kii.com'],
  ])('finds the site %s at %s', (site, origin) => {
    const app = onlyApp(kii.readApp({ ...SECRET, site }));
    expect(app.tokenUrl).toBe(`${origin}/api/apps/a1b2c3d4/oauth2/token`);
  });

  test.each([
    ['https://localhost:8443'],
    ['https://localhost:8443/'],
    ['https://localhost:8443/api'],
    ['https://localhost:8443/api/'],
  ])('goes to base_url %s instead of the site', (base_url) => {
    const app = onlyApp(kii.readApp({ ...SECRET, base_url }));
    expect(app.tokenUrl).toBe('https://localhost:8443/api/apps/a1b2c3d4/oauth2/token');
  });

  test('refuses to log in', () => {
    const app = onlyApp(kii.readApp(SECRET));
    expect(() => kii.ask({ kind: 'login' }, app)).toThrow(expect.objectContaining({ code: 'cannot-log-in' }));
  });

  test('has nothing to fall back to, and asks again after a lost answer', () => {
    expect(kii.fallback(refreshToken())).toBeUndefined();
    expect(kii.afterLostAnswer(onlyApp(kii.readApp(SECRET)))).toBe('retry');
  });
});

describe('its table', () => {
  test.each([
    ['invalid_grant', 'reauthorize'],
    ['WRONG_REFRESH_TOKEN', 'reauthorize'],
    ['WRONG_TOKEN', 'reauthorize'],
    ['USER_DISABLED', 'reauthorize'],
    ['THING_DISABLED', 'reauthorize'],
    ['USER_NOT_FOUND', 'reauthorize'],
    ['THING_NOT_FOUND', 'reauthorize'],
    ['AUTHENTICATION_FAILED', 'reauthorize'],
    ['unsupported_grant_type', 'app-misconfigured'],
    ['invalid_client', 'app-misconfigured'],
    ['UNAUTHORIZED', 'app-misconfigured'],
    ['APP_NOT_FOUND', 'app-misconfigured'],
    ['APP_DISABLED', 'app-misconfigured'],
    ['INVALID_INPUT_DATA', 'app-misconfigured'],
    ['INVALID_JSON', 'app-misconfigured'],
    ['MISSING_DATA', 'app-misconfigured'],
    ['OAUTH2_ERROR', 'app-misconfigured'],
    ['UNDEFINED_ERROR', 'retry'],
    ['LOCK_FAILED', 'retry'],
    ['RESOURCE_TEMPORARILY_UNAVAILABLE', 'retry'],
    ['TEMPORARY_UNAVAILABLE_ERROR', 'retry'],
    ['invalid_scope', 'malformed'],
    ['SOMETHING_ELSE', 'malformed'],
  ])('judges %s as %s in any case', (errorCode, verdict) => {
    const verdictOn = (body: unknown) => verdictOf(kii.read('refresh', reply(403, body)));

    expect(verdictOn({ errorCode })).toBe(verdict);
    expect(verdictOn({ errorCode: errorCode.toLowerCase() })).toBe(verdict);
    expect(verdictOn({ errorCode: '', error: errorCode.toUpperCase() })).toBe(verdict);
  });

  test.each([['APP_NOT_FOUND'], ['APP_DISABLED']])('knows %s without mistake', (errorCode) => {
    expect(kii.read('refresh', reply(404, { errorCode }))).toMatchObject({
      unmistakable: true,
      unspent: true,
    });
  });

  test('says nothing of the token that WRONG_TOKEN echoes', () => {
    const outcome = kii.read(
      'refresh',
      reply(403, { errorCode: 'WRONG_TOKEN', message: 'token echo-1', accessToken: 'echo-2' }),
    );
    expect(JSON.stringify(outcome)).not.toContain('echo-');
  });
});

test('takes the user or thing from id', () => {
  const outcome = kii.read(
    'refresh',
    reply(200, { id: 'th.1', access_token: 'a', refresh_token: 'r', expires_in: 60 }),
  );
  expect(outcome).toHaveProperty('tokens.subject', 'th.1');
});

test.each([
  ['{"grant_type":"refresh_token","refresh_token":"r"}', 'refresh'],
  ['{"refresh_token":"r"}', 'refresh'],
  ['grant_type=authorization_code&code=c', 'exchange'],
  ['{"username":"u","password":"p"}', 'login'],
  ['{bad', 'refresh'],
])('tells from the body %j that it is a %s', (body, asked) => {
  expect(kii.askedBy('/api/oauth2/token', body)).toBe(asked);
});

test.each([
  ['no app_id', { app_id: undefined }, ['app_id']],
  ['a colon in app_id', { app_id: 'a:b' }, ['app_id']],
  ['an app_id that is no text for a path', { app_id: '\ud800' }, ['app_id']],
  ['an unknown site', { site: 'fr' }, ['site']],
  ['an inherited name as site', { site: 'constructor' }, ['site']],
  ['a client secret that is no text', { client_secret: 5 }, ['client_secret']],
])('names the field of %s', (_, change, fields) => {
  expect(problemFields(kii.readApp({ ...SECRET, ...change }))).toEqual(fields);
});
