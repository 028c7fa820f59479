import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '../../../lambdas/core/outcome.ts';
import { kii } from '../../../lambdas/core/protocols/kii.ts';
import { problemFields, reply } from './builders.ts';

const SECRET = { provider: 'kii', app_id: 'a1b2c3d4', site: 'jp' };

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

  test.each([
    ['refresh', 'refresh token'],
    ['login', 'credentials'],
  ] as const)('blames what was presented for invalid_grant on a %s', (asked, blamed) => {
    const outcome = kii.read(asked, reply(400, { errorCode: 'invalid_grant', error: 'invalid_grant' }));

    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining(blamed) });
  });

  test('says nothing of the token that WRONG_TOKEN echoes', () => {
    const outcome = kii.read(
      'refresh',
      reply(403, { errorCode: 'WRONG_TOKEN', message: 'token echo-1', accessToken: 'echo-2' }),
    );
    expect(JSON.stringify(outcome)).not.toContain('echo-');
  });
});

describe('its tokens', () => {
  test('speak for the user or thing that id names', () => {
    const outcome = kii.read(
      'refresh',
      reply(200, { id: 'th.1', access_token: 'a', refresh_token: 'r', expires_in: 60 }),
    );
    expect(outcome).toHaveProperty('tokens.subject', 'th.1');
  });

  test('come without a refresh token where the app has those turned off: no loss after a login', () => {
    const outcome = kii.read('login', reply(200, { id: 'u', access_token: 'a', expires_in: 3600 }));

    expect(outcome).toMatchObject({ kind: 'refreshed', warnings: [] });
    expect(outcome).not.toHaveProperty('tokens.refreshToken');
  });
});

test.each([
  ['{"grant_type":"refresh_token","refresh_token":"r"}', 'refresh'],
  ['{"refresh_token":"r"}', 'refresh'],
  ['grant_type=authorization_code&code=c', 'exchange'],
  ['{"username":"u","password":"p"}', 'login'],
  ['{"client_id":"c","client_secret":"s"}', 'login'],
  ['{"grant_type":"client_credentials","client_id":"c","client_secret":"s"}', 'login'],
  ['{"grant_type":"password","username":"u","password":"p"}', 'login'],
  ['{"grant_type":"refresh_token","refresh_token":"r","client_secret":"s"}', 'refresh'],
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
  ['an empty list of client secrets', { client_secrets: [] }, ['client_secrets']],
  ['a blank among the client secrets', { client_secrets: ['x', ' '] }, ['client_secrets.1']],
  ['an app key that no header can carry', { app_key: 'k\n3y' }, ['app_key']],
  ['an app key with letters that no header can carry', { app_key: 'kéy' }, ['app_key']],
  ['an unknown path', { token_path: 'old' }, ['token_path']],
])('names the field of %s', (_, change, fields) => {
  expect(problemFields(kii.readApp({ ...SECRET, ...change }))).toEqual(fields);
});
