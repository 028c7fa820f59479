import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '../../../lambdas/core/outcome.ts';
import { oauth2 } from '../../../lambdas/core/protocols/oauth2.ts';
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

const SECRET = {
  provider: 'oauth2',
  token_url: 'https://auth.example/oauth/token',
  client_id: 'my client',
  client_secret: 'p:ä+/ %',
};

const appWith = (but: object = {}) => onlyApp(oauth2.readApp({ ...SECRET, ...but }));
const requestFor = (grant: Parameters<typeof oauth2.ask>[0], but: object = {}) =>
  oauth2.ask(grant, appWith(but), ASKED_AT);

const BEHIND_CODE = { redirectUri: 'https://app.example/cb?a=1&b', codeVerifier: 'dBjftJeZ4CVP-mB92K27' };

describe('asking', () => {
  test('sends a form with the client in a Basic header, encoded before it is joined', () => {
    const request = requestFor(refreshToken('r/1 +'));

    expect(request.asked).toBe('refresh');
    expect(onWire(request)).toEqual({
      url: 'https://auth.example/oauth/token',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: `Basic ${btoa('my+client:p%3A%C3%A4%2B%2F+%25')}`,
      },
      body: 'grant_type=refresh_token&refresh_token=r%2F1+%2B',
    });
  });

  test('sends JSON with the client in the body and the scope, where the app says so', () => {
    const request = requestFor(refreshToken('r'), {
      client_auth: 'client_secret_post',
      body: 'json',
      scope: 'a b',
    });

    expect(onWire(request)).toEqual({
      url: 'https://auth.example/oauth/token',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: '{"grant_type":"refresh_token","refresh_token":"r","scope":"a b","client_id":"my client","client_secret":"p:ä+/ %"}',
    });
  });

  test.each([
    ['alone', {}, {}],
    [
      'with the address that it came to',
      { redirectUri: BEHIND_CODE.redirectUri },
      { redirect_uri: BEHIND_CODE.redirectUri },
    ],
    [
      'with the proof of who began',
      { codeVerifier: BEHIND_CODE.codeVerifier },
      { code_verifier: BEHIND_CODE.codeVerifier },
    ],
    [
      'with both',
      BEHIND_CODE,
      { redirect_uri: BEHIND_CODE.redirectUri, code_verifier: BEHIND_CODE.codeVerifier },
    ],
  ])('exchanges a code %s, without the scope that was chosen before', (_, behind, fields) => {
    const request = requestFor(authorizationCode('c+1', behind), { scope: 'a b' });

    expect(request.asked).toBe('exchange');
    expect(Object.fromEntries(new URLSearchParams(onWire(request).body))).toEqual({
      grant_type: 'authorization_code',
      code: 'c+1',
      ...fields,
    });
  });

  test.each([
    ['with the scope of the app', { scope: 'a b' }, { grant_type: 'client_credentials', scope: 'a b' }],
    ['without one where the app has none', {}, { grant_type: 'client_credentials' }],
  ])('logs in as the client %s', (_, but, fields) => {
    const request = requestFor(LOGIN, but);

    expect(request.asked).toBe('login');
    expect(Object.fromEntries(new URLSearchParams(onWire(request).body))).toEqual(fields);
  });

  const grants = [refreshToken('r'), authorizationCode('c', BEHIND_CODE), LOGIN];
  const ways = ['client_secret_basic', 'client_secret_post'].flatMap((client_auth) =>
    ['form', 'json'].flatMap((body) => grants.map((grant) => ({ client_auth, body, grant }))),
  );

  test.each(ways)('shows the client in one place only: $client_auth, $body, $grant.kind', (way) => {
    const { headers, body } = onWire(requestFor(way.grant, way));

    const fields = way.body === 'json' ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    const inBody = way.client_auth === 'client_secret_post';
    expect(headers['Content-Type']).toBe(
      way.body === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
    );
    expect('Authorization' in headers).toBe(!inBody);
    expect(fields).toMatchObject(inBody ? { client_id: 'my client', client_secret: 'p:ä+/ %' } : {});
    expect('client_id' in fields || 'client_secret' in fields).toBe(inBody);
  });

  test('takes no password: the server wants its users to sign in with itself', () => {
    expect(() => requestFor(password())).toThrow(expect.objectContaining({ code: 'cannot-ask' }));
  });

  test('falls back to the login that gave the refresh token, and otherwise to nothing', () => {
    expect(oauth2.fallback(refreshToken('r', LOGIN))).toBe(LOGIN);
    expect(oauth2.fallback(refreshToken())).toBeUndefined();
  });
});

describe('its table', () => {
  test.each([
    ['invalid_grant', 'reauthorize'],
    ['invalid_scope', 'reauthorize'],
    ['access_denied', 'reauthorize'],
    ['invalid_client', 'app-misconfigured'],
    ['unauthorized_client', 'app-misconfigured'],
    ['unsupported_grant_type', 'app-misconfigured'],
    ['invalid_request', 'app-misconfigured'],
    ['temporarily_unavailable', 'retry'],
    ['server_error', 'retry'],
    ['slow_down', 'retry'],
    ['invalid_token', 'malformed'],
    ['invalid_method', 'malformed'],
    ['100208', 'malformed'],
    ['WRONG_TOKEN', 'malformed'],
  ])('judges %s as %s', (error, verdict) => {
    expect(verdictOf(oauth2.read('refresh', reply(400, { error })))).toBe(verdict);
  });

  test('reads nothing into the description of an invalid request', () => {
    const outcome = oauth2.read(
      'refresh',
      reply(400, { error: 'invalid_request', error_description: 'Invalid refresh_token' }),
    );
    expect(verdictOf(outcome)).toBe('app-misconfigured');
  });
});

describe('the app secret', () => {
  test('says by itself what a lost answer means', () => {
    expect(oauth2.afterLostAnswer(onlyApp(oauth2.readApp(SECRET)))).toBe('retry');
    expect(oauth2.afterLostAnswer(onlyApp(oauth2.readApp({ ...SECRET, lost_answer: 'hold' })))).toBe('hold');
  });

  test('replaces the origin of token_url by base_url', () => {
    const app = onlyApp(
      oauth2.readApp({
        ...SECRET,
        token_url: 'https://auth.example/t?x=1',
        base_url: 'https://localhost:8443/',
      }),
    );
    expect(app.tokenUrl).toBe('https://localhost:8443/t?x=1');
  });

  test('makes one app of each listed client secret, in order', () => {
    const { client_secret: _, ...others } = SECRET;

    const reading = oauth2.readApp({ ...others, client_secrets: ['new', 'old'] });

    expect(reading.ok && reading.apps.map((app) => app.clientSecret.reveal())).toEqual(['new', 'old']);
  });

  test('trusts a private authority where one is given', () => {
    const ca = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----';
    expect(onlyApp(oauth2.readApp({ ...SECRET, ca })).tls).toEqual({ ca });
  });

  test.each([
    ['another provider', { provider: 'other' }, ['provider']],
    ['plain http', { token_url: 'http://auth.example/t' }, ['token_url']],
    ['no address', { token_url: 'https://' }, ['token_url']],
    ['credentials in the address', { token_url: 'https://u:p@auth.example/t' }, ['token_url']],
    ['a base_url without scheme', { base_url: 'auth.example' }, ['base_url']],
    ['a ca that is no PEM', { ca: 'MIIB' }, ['ca']],
    ['an empty client_id', { client_id: ' ' }, ['client_id']],
    ['an unknown client_auth', { client_auth: 'private_key_jwt' }, ['client_auth']],
    ['an unknown body', { body: 'xml' }, ['body']],
    ['an unknown lost_answer', { lost_answer: 'login' }, ['lost_answer']],
    ['no client secret', { client_secret: undefined }, ['client_secret']],
    ['an empty list of secrets', { client_secrets: [] }, ['client_secrets']],
    ['a blank in the list', { client_secrets: ['x', ''] }, ['client_secrets.1']],
    [
      'several faults',
      { client_id: 7, body: 'xml', client_secret: 8 },
      ['client_id', 'body', 'client_secret'],
    ],
  ])('names the field of %s', (_, change, fields) => {
    expect(problemFields(oauth2.readApp({ ...SECRET, ...change }))).toEqual(fields);
  });

  test.each([[null], ['text'], [[]], [7]])('refuses %j, which is no object', (secret) => {
    expect(oauth2.readApp(secret)).toEqual({
      ok: false,
      problems: [{ field: 'app secret', remedy: 'must be a JSON object' }],
    });
  });

  test('says how to mend a field and never what was in it', () => {
    const reading = oauth2.readApp({ ...SECRET, base_url: 'http://hidden-value', body: 'hidden-value' });

    expect(reading).toEqual({
      ok: false,
      problems: [
        { field: 'base_url', remedy: 'must start with https://' },
        { field: 'body', remedy: 'must be one of: form, json' },
      ],
    });
  });

  test('hides the client secret of a good app', () => {
    const app = onlyApp(oauth2.readApp(SECRET));
    expect(inspect(app, { depth: 9 }) + JSON.stringify(app)).not.toContain(SECRET.client_secret);
  });
});
