import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '../../../lambdas/core/outcome.ts';
import { huawei } from '../../../lambdas/core/protocols/huawei.ts';
import type { Asked } from '../../../lambdas/core/protocols/protocol.ts';
import {
  ASKED_AT,
  authorizationCode,
  LOGIN,
  onlyApp,
  onWire,
  password,
  problemFields,
  refreshToken,
  reply,
} from './builders.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----';
const KEY = '-----BEGIN PRIVATE KEY-----\nS2V5\n-----END PRIVATE KEY-----';
const SECRET = {
  provider: 'huawei',
  app_id: 'demoApp&Id',
  secret: 'demo"Secret',
  base_url: 'https://192.0.2.7:8743',
  client_certificate: CERTIFICATE,
  client_key: KEY,
};

describe('asking', () => {
  test('refreshes with JSON', () => {
    const app = onlyApp(huawei.readApp(SECRET));

    const request = huawei.ask(refreshToken('c04a', LOGIN), app, ASKED_AT);

    expect(request.asked).toBe('refresh');
    expect(onWire(request)).toEqual({
      url: 'https://192.0.2.7:8743/iocm/app/sec/v1.1.0/refreshToken',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: '{"appId":"demoApp&Id","secret":"demo\\"Secret","refreshToken":"c04a"}',
    });
  });

  test('logs in with a form', () => {
    const app = onlyApp(huawei.readApp(SECRET));

    const request = huawei.ask(LOGIN, app, ASKED_AT);

    expect(request.asked).toBe('login');
    expect(onWire(request)).toEqual({
      url: 'https://192.0.2.7:8743/iocm/app/sec/v1.1.0/login',
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'appId=demoApp%26Id&secret=demo%22Secret',
    });
  });

  test('falls back from a refresh to a login, and from a login to nothing', () => {
    expect(huawei.fallback(refreshToken())).toEqual(LOGIN);
    expect(huawei.fallback(refreshToken('c04a', LOGIN))).toBe(LOGIN);
    expect(huawei.fallback(LOGIN)).toBeUndefined();
    expect(huawei.fallback({ kind: 'none' })).toBeUndefined();
  });

  test.each([[authorizationCode()], [password()]])('refuses $kind: nobody signs in here', (grant) => {
    const app = onlyApp(huawei.readApp(SECRET));

    expect(() => huawei.ask(grant, app, ASKED_AT)).toThrow(expect.objectContaining({ code: 'cannot-ask' }));
  });

  test('logs in after a lost answer', () => {
    expect(huawei.afterLostAnswer(onlyApp(huawei.readApp(SECRET)))).toBe('login');
  });

  test('keeps to 100 calls a minute, one at a time, for one token', () => {
    expect(huawei).toMatchObject({
      tokensPerApp: 'one',
      concurrency: 1,
      rateLimit: { calls: 100, perMs: 60_000 },
    });
  });
});

describe('its table', () => {
  const rows: [string, string, string][] = [
    ['100208', 'reauthorize', 'app-misconfigured'],
    ['100006', 'reauthorize', 'app-misconfigured'],
    ['100000', 'reauthorize', 'app-misconfigured'],
    ['1010005', 'reauthorize', 'app-misconfigured'],
    ['100247', 'app-misconfigured', 'app-misconfigured'],
    ['102202', 'app-misconfigured', 'app-misconfigured'],
    ['50400', 'app-misconfigured', 'app-misconfigured'],
    ['50252', 'retry', 'retry'],
    ['1010009', 'retry', 'retry'],
    ['100002', 'malformed', 'malformed'],
    ['invalid_grant', 'malformed', 'malformed'],
  ];

  test.each(rows)('judges %s as %s on a refresh and %s on a login', (code, onRefresh, onLogin) => {
    const verdictOn = (asked: Asked, body: unknown) => verdictOf(huawei.read(asked, reply(400, body)));

    expect(verdictOn('refresh', { error_code: code })).toBe(onRefresh);
    expect(verdictOn('refresh', { resultcode: code, resultmsg: 'no' })).toBe(onRefresh);
    expect(verdictOn('login', { error_code: code })).toBe(onLogin);
  });

  test('takes a number for the same code as its text', () => {
    expect(huawei.read('refresh', reply(401, { error_code: 100208 }))).toMatchObject({
      kind: 'refused',
      code: '100208',
    });
  });

  test('looks at its own error_code first', () => {
    const outcome = huawei.read('refresh', reply(401, { error: 'Unauthorized', error_code: '100208' }));
    expect(verdictOf(outcome)).toBe('reauthorize');
  });

  test('knows a frozen app without mistake, and that it spent nothing', () => {
    expect(huawei.read('refresh', reply(400, { error_code: 100247 }))).toMatchObject({
      unmistakable: true,
      unspent: true,
    });
    expect(huawei.read('login', reply(401, { error_code: 100208 }))).toMatchObject({ unmistakable: false });
  });

  test.each([
    ['a 403', 403, {}, 60_000, true],
    ['a 200', 200, {}, 60_000, false],
    ['a 503', 503, {}, 60_000, false],
    ['a longer Retry-After', 403, { 'retry-after': '90' }, 90_000, true],
    ['a shorter Retry-After', 429, { 'retry-after': '5' }, 60_000, true],
  ])('waits a minute or more after the throttle code under %s', (_, status, headers, appWaitMs, unspent) => {
    const outcome = huawei.read('refresh', reply(status, { error_code: '1010009' }, headers));
    expect(outcome).toMatchObject({
      kind: 'deferred',
      verdict: 'retry',
      code: '1010009',
      appWaitMs,
      unspent,
    });
  });
});

describe('its tokens', () => {
  test('plans for a refresh token that lives a day', () => {
    const outcome = huawei.read(
      'refresh',
      reply(200, { accessToken: 'a', refreshToken: 'r', expiresIn: '3600' }),
    );

    expect(outcome).toMatchObject({
      warnings: [],
      tokens: { expiresInSeconds: 3600, refreshTokenExpiresInSeconds: 86_400 },
    });
  });

  test('takes null for the end of the refresh token, so that a login comes next', () => {
    const outcome = huawei.read(
      'refresh',
      reply(200, { accessToken: 'a', refreshToken: null, expiresIn: 300 }),
    );

    expect(outcome).toMatchObject({ warnings: ['refresh-token-null'], tokens: { refreshToken: null } });
    expect(outcome).not.toHaveProperty('tokens.refreshTokenExpiresInSeconds');
  });
});

test.each([
  ['/iocm/app/sec/v1.1.0/login', 'appId=a&secret=s', 'login'],
  ['/iocm/app/sec/v1.1.0/login/?x=1', '', 'login'],
  ['/iocm/app/sec/v1.1.0/refreshToken', '{"appId":"a","secret":"s"}', 'refresh'],
  ['', '{"refreshToken":"r"}', 'refresh'],
  ['', 'appId=a&secret=s', 'login'],
])('tells from %j and %j that it is a %s', (path, body, asked) => {
  expect(huawei.askedBy(path, body)).toBe(asked);
});

describe('the app secret', () => {
  test('gives the certificate, the authority and the name of the server', () => {
    const app = onlyApp(huawei.readApp({ ...SECRET, ca: CERTIFICATE, server_name: 'iot.example' }));

    expect(app.tls).toMatchObject({ ca: CERTIFICATE, certificate: CERTIFICATE, serverName: 'iot.example' });
    expect(app.tls.key?.reveal()).toBe(KEY);
    expect(inspect(app, { depth: 9 })).not.toMatch(/S2V5|demo"Secret/);
  });

  test.each([
    ['a space in app_id', { app_id: 'a b' }, ['app_id']],
    ['a space in secret', { secret: ' s' }, ['secret']],
    ['a space in a listed secret', { client_secrets: ['s', 's s'] }, ['client_secrets.1']],
    ['no base_url', { base_url: undefined }, ['base_url']],
    ['plain http', { base_url: 'http://192.0.2.7' }, ['base_url']],
    ['a query', { base_url: 'https://192.0.2.7?x' }, ['base_url']],
    // Alone it is an address; with a path behind it, it is none.
    ['a blank behind the host', { base_url: 'https://192.0.2.7 ' }, ['base_url']],
    ['an address longer than any', { base_url: `https://192.0.2.7${'/'.repeat(60_000)}x` }, ['base_url']],
    ['no certificate', { client_certificate: undefined }, ['client_certificate']],
    ['a key that is no PEM', { client_key: 'S2V5' }, ['client_key']],
  ])('names the field of %s', (_, change, fields) => {
    expect(problemFields(huawei.readApp({ ...SECRET, ...change }))).toEqual(fields);
  });

  test('makes one app of each listed secret', () => {
    const reading = huawei.readApp({ ...SECRET, secret: undefined, client_secrets: ['s1', 's2'] });
    expect(reading.ok && reading.apps.map((app) => app.secret.reveal())).toEqual(['s1', 's2']);
  });
});
