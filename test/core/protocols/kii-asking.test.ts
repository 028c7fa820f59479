import { describe, expect, test } from '@jest/globals';
import { type KiiApp, kii } from '../../../lambdas/core/protocols/kii.ts';
import type { AppReading } from '../../../lambdas/core/protocols/protocol.ts';
import type { Login } from '../../../lambdas/core/tokens.ts';
import {
  ASKED_AT,
  authorizationCode,
  LOGIN,
  onlyApp,
  onWire,
  password,
  problemFields,
  refreshToken,
} from './builders.ts';

const SECRET = { provider: 'kii', app_id: 'a1b2c3d4', site: 'jp' };
const CLIENT = { client_id: 'c1', client_secret: 's1' };
const ADMIN: Login = { kind: 'login', as: 'admin' };
const ANONYMOUS: Login = { kind: 'login', as: 'anonymous' };

const appWith = (but: object = {}) => onlyApp(kii.readApp({ ...SECRET, ...but }));
const onWireFor = (grant: Parameters<typeof kii.ask>[0], but: object = {}) =>
  onWire(kii.ask(grant, appWith(but), ASKED_AT));

describe('asking', () => {
  test('names the app in path and Basic header, and presents the refresh token in JSON', () => {
    expect(onWireFor(refreshToken('Xk2s', ADMIN))).toEqual({
      url: 'https://api-jp.kii.com/api/apps/a1b2c3d4/oauth2/token',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        Authorization: 'Basic YTFiMmMzZDQ6YW55dGhpbmc=',
      },
      body: '{"grant_type":"refresh_token","refresh_token":"Xk2s"}',
    });
  });

  test('takes the path of old clients where the app says so, with the headers and the type of that', () => {
    expect(onWireFor(refreshToken('Xk2s'), { token_path: 'legacy', app_key: 'k3y' })).toEqual({
      url: 'https://api-jp.kii.com/api/oauth2/token',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/vnd.kii.OauthTokenRequest+json',
        'X-Kii-AppID': 'a1b2c3d4',
        'X-Kii-AppKey': 'k3y',
      },
      body: '{"grant_type":"refresh_token","refresh_token":"Xk2s"}',
    });
  });

  test.each([
    ['app', 'Authorization', `Basic ${btoa('a1b2c3d4:k3y')}`],
    ['legacy', 'X-Kii-AppKey', 'k3y'],
  ])('shows the app key where there is one, on the path %s', (token_path, header, shown) => {
    expect(onWireFor(refreshToken(), { token_path, app_key: 'k3y' }).headers).toHaveProperty(header, shown);
  });

  test.each([
    ['app', 'Authorization', `Basic ${btoa('a1b2c3d4:anything')}`],
    ['legacy', 'X-Kii-AppKey', 'anything'],
  ])('shows anything for a key where there is none, on the path %s', (token_path, header, shown) => {
    expect(onWireFor(refreshToken(), { token_path }).headers).toHaveProperty(header, shown);
  });

  test.each([
    ['us', 'https://api.kii.com'],
    ['jp', 'https://api-jp.kii.com'],
    ['sg', 'https://api-sg.kii.com'],
    ['eu', 'https://api-eu.kii.com'],
    ['cn2', 'https://api-cn2.kii.com'],
    ['cn3', 'https://api-cn3.kii.com'],
  ])('finds the site %s at %s', (site, origin) => {
    expect(appWith({ site }).tokenUrl).toBe(`${origin}/api/apps/a1b2c3d4/oauth2/token`);
    expect(appWith({ site, token_path: 'legacy' }).tokenUrl).toBe(`${origin}/api/oauth2/token`);
  });

  test.each([
    ['https://localhost:8443'],
    ['https://localhost:8443/'],
    ['https://localhost:8443/api'],
    ['https://localhost:8443/api/'],
  ])('goes to base_url %s instead of the site', (base_url) => {
    expect(appWith({ base_url }).tokenUrl).toBe('https://localhost:8443/api/apps/a1b2c3d4/oauth2/token');
    expect(appWith({ base_url, token_path: 'legacy' }).tokenUrl).toBe(
      'https://localhost:8443/api/oauth2/token',
    );
  });

  test('falls back to the login that was kept, and otherwise to nothing', () => {
    expect(kii.fallback(refreshToken('r', ADMIN))).toBe(ADMIN);
    expect(kii.fallback(refreshToken())).toBeUndefined();
    expect(kii.fallback(ADMIN)).toBeUndefined();
  });

  test('asks again after a lost answer', () => {
    expect(kii.afterLostAnswer(appWith())).toBe('retry');
  });
});

describe('logging in', () => {
  const client = (id: string, secret: string) => ({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
  });

  test.each<[string, Login, object, object]>([
    [
      'a user by name and password',
      password('ada@example.com', 'pa55 wörd"'),
      {},
      { grant_type: 'password', username: 'ada@example.com', password: 'pa55 wörd"' },
    ],
    [
      'a thing by its vendor id and password',
      password('VENDOR_THING_ID:lamp-7', 'p'),
      {},
      { grant_type: 'password', username: 'VENDOR_THING_ID:lamp-7', password: 'p' },
    ],
    [
      'a user without the client of the administrator',
      password('ada', 'p'),
      CLIENT,
      { grant_type: 'password', username: 'ada', password: 'p' },
    ],
    ['the administrator by client id and secret', ADMIN, CLIENT, client('c1', 's1')],
    ['the administrator where no login is named', LOGIN, CLIENT, client('c1', 's1')],
    ['nobody in particular as the app itself', ANONYMOUS, { app_key: 'k3y' }, client('a1b2c3d4', 'k3y')],
    ['nobody in particular without a key', ANONYMOUS, {}, client('a1b2c3d4', 'anything')],
    [
      'nobody in particular, though there is an administrator',
      ANONYMOUS,
      CLIENT,
      client('a1b2c3d4', 'anything'),
    ],
  ])('presents %s, in JSON, on either path', (_, login, but, fields) => {
    for (const token_path of ['app', 'legacy']) {
      const request = kii.ask(login, appWith({ ...but, token_path }), ASKED_AT);

      expect(request.asked).toBe('login');
      expect(JSON.parse(request.body.reveal())).toEqual(fields);
    }
  });

  test('names its logins, the administrator first: that is meant where none is named', () => {
    expect(kii.logins).toEqual(['admin', 'anonymous']);
  });

  const named = (as?: string): Login => (as === undefined ? LOGIN : { kind: 'login', as });

  test.each([
    [undefined, {}],
    ['admin', {}],
    ['admin', { client_id: 'c1' }],
    ['admin', { client_secret: 's1' }],
    ['admin', { client_secrets: ['s1', 's2'] }],
  ])('lacks client id and secret for the login %s of an app with %j, and does not ask', (as, but) => {
    const app = appWith(but);

    expect(kii.lacks(named(as), app)).toMatchObject({ field: 'client_id' });
    expect(() => kii.ask(named(as), app, ASKED_AT)).toThrow(expect.objectContaining({ code: 'cannot-ask' }));
  });

  test.each([['Admin'], ['anonymus'], [''], ['constructor']])(
    'takes the login %j for none that it knows',
    (as) => {
      expect(() => kii.ask(named(as), appWith(CLIENT), ASKED_AT)).toThrow(
        expect.objectContaining({ code: 'cannot-ask' }),
      );
    },
  );

  test.each([
    ['the administrator, with a client', ADMIN, CLIENT],
    ['nobody in particular', ANONYMOUS, {}],
    ['a user', password(), {}],
    ['a refresh token, whatever stands beside it', refreshToken('r', ADMIN), {}],
  ])('lacks nothing for %s', (_, grant, but) => {
    expect(kii.lacks(grant, appWith(but))).toBeUndefined();
  });

  test('refuses a code: nobody authorizes there', () => {
    expect(() => onWireFor(authorizationCode())).toThrow(expect.objectContaining({ code: 'cannot-ask' }));
  });
});

describe('how long a token is to live', () => {
  const grants = [refreshToken(), password(), ADMIN, ANONYMOUS];

  test.each(grants)('is asked for in epoch milliseconds, counted from the request: $kind $as', (grant) => {
    const { body } = onWireFor(grant, { ...CLIENT, token_lifetime: 7200 });

    expect(JSON.parse(body)).toHaveProperty('expiresAt', ASKED_AT + 7_200_000);
  });

  test.each(grants)('is left to the app where it does not say: $kind $as', (grant) => {
    expect(JSON.parse(onWireFor(grant, CLIENT).body)).not.toHaveProperty('expiresAt');
  });

  test.each([
    [60, []],
    [31_536_000, []],
    [59, ['token_lifetime']],
    [31_536_001, ['token_lifetime']],
    [3600.5, ['token_lifetime']],
    ['3600', ['token_lifetime']],
    [null, ['token_lifetime']],
  ])('of %j gives the problems %j', (token_lifetime, fields) => {
    expect(problemFields(kii.readApp({ ...SECRET, token_lifetime }))).toEqual(fields);
  });
});

describe('its client secrets', () => {
  const secretsOf = (reading: AppReading<KiiApp>) =>
    reading.ok ? reading.apps.map(({ client }) => client?.secret.reveal()) : [];

  test.each([
    ['none', { client_id: 'c1' }, [undefined]],
    ['one', CLIENT, ['s1']],
    ['a list of them, in order', { client_id: 'c1', client_secrets: ['new', 'old'] }, ['new', 'old']],
    ['a list rather than the single one', { ...CLIENT, client_secrets: ['new', 'old'] }, ['new', 'old']],
  ])('make one app of each: %s', (_, but, secrets) => {
    const reading = kii.readApp({ ...SECRET, ...but });

    expect(secretsOf(reading)).toEqual(secrets);
    const requests = reading.ok
      ? reading.apps.map((app) => onWire(kii.ask(refreshToken(), app, ASKED_AT)))
      : [];
    expect(new Set(requests.map((request) => JSON.stringify(request))).size).toBe(1);
  });
});
