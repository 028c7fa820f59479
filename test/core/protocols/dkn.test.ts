import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '../../../lambdas/core/outcome.ts';
import { dkn } from '../../../lambdas/core/protocols/dkn.ts';
import { oauth2 } from '../../../lambdas/core/protocols/oauth2.ts';
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

const SECRET = { provider: 'dkn', client_id: 'demo-client', client_secret: 'demo secret' };

describe('asking', () => {
  test('sends the form that the cloud documents', () => {
    const app = onlyApp(dkn.readApp(SECRET));

    const request = dkn.ask(refreshToken('Zk3Q'), app, ASKED_AT);

    expect(request.asked).toBe('refresh');
    expect(onWire(request)).toEqual({
      url: 'https://www.dkncloudna.com/api/v1/open/oauth2/token',
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=refresh_token&refresh_token=Zk3Q&client_id=demo-client&client_secret=demo+secret',
    });
  });

  test('exchanges a code in the same form, with redirect_uri where there was one', () => {
    const app = onlyApp(dkn.readApp(SECRET));

    const [bare, full] = [{}, { redirectUri: 'https://app.example/cb?x=1' }].map((but) =>
      dkn.ask(authorizationCode('hLRl', but), app, ASKED_AT),
    );

    expect(bare?.asked).toBe('exchange');
    expect(bare && onWire(bare).body).toBe(
      'grant_type=authorization_code&code=hLRl&client_id=demo-client&client_secret=demo+secret',
    );
    expect(full && onWire(full)).toEqual({
      url: 'https://www.dkncloudna.com/api/v1/open/oauth2/token',
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=authorization_code&code=hLRl&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1&client_id=demo-client&client_secret=demo+secret',
    });
  });

  test('goes to another origin where the app names one', () => {
    const app = onlyApp(dkn.readApp({ ...SECRET, base_url: 'https://localhost:8443/' }));
    expect(app.tokenUrl).toBe('https://localhost:8443/api/v1/open/oauth2/token');
  });

  test.each([[LOGIN], [password()]])('refuses $kind: the app alone yields no tokens here', (login) => {
    const app = onlyApp(dkn.readApp(SECRET));

    expect(() => dkn.ask(login, app, ASKED_AT)).toThrow(expect.objectContaining({ code: 'cannot-ask' }));
  });
});

describe('its difference from RFC 6749', () => {
  const differences: [string, Asked, string, string, string][] = [
    ['a dead refresh token', 'refresh', 'invalid_request', 'Invalid refresh_token', 'reauthorize'],
    ['a dead code', 'exchange', 'invalid_request', 'Invalid code', 'reauthorize'],
    ['talk of HTTPS', 'refresh', 'access_denied', 'You must use HTTPS', 'app-misconfigured'],
    ['an access token', 'refresh', 'invalid_token', 'The access token is invalid', 'app-misconfigured'],
    ['a method', 'refresh', 'invalid_method', 'The HTTP method GET is invalid', 'app-misconfigured'],
  ];

  test.each(differences)('reads %s differently', (_, asked, error, error_description, verdict) => {
    const refused = reply(400, { error, error_description });

    expect(verdictOf(dkn.read(asked, refused))).toBe(verdict);
    expect(verdictOf(oauth2.read(asked, refused))).not.toBe(verdict);
  });

  const likenesses: [string, Asked, string, string, string][] = [
    ['a code where none was presented', 'refresh', 'invalid_request', 'Invalid code', 'app-misconfigured'],
    ['a redirect_uri', 'exchange', 'invalid_request', 'Invalid redirect_uri', 'app-misconfigured'],
    [
      'a missing access token',
      'refresh',
      'invalid_request',
      'The access token is missing',
      'app-misconfigured',
    ],
    ['a denial', 'refresh', 'access_denied', 'The owner denied', 'reauthorize'],
    ['a dead grant', 'refresh', 'invalid_grant', '', 'reauthorize'],
    ['a wrong client', 'refresh', 'invalid_client', '', 'app-misconfigured'],
    ['an overload', 'refresh', 'temporarily_unavailable', '', 'retry'],
  ];

  test.each(likenesses)('reads %s alike', (_, asked, error, error_description, verdict) => {
    const refused = reply(400, { error, error_description });

    expect(verdictOf(dkn.read(asked, refused))).toBe(verdict);
    expect(verdictOf(oauth2.read(asked, refused))).toBe(verdict);
  });

  test.each([['error_description'], ['_error_description'], ['message']])(
    'finds the description in %s',
    (place) => {
      const outcome = dkn.read(
        'refresh',
        reply(400, { error: 'invalid_request', [place]: 'Invalid refresh_token' }),
      );
      expect(verdictOf(outcome)).toBe('reauthorize');
    },
  );

  test.each([[7], [{}], [['refresh_token']], [null]])('survives %j as a description', (error_description) => {
    const outcome = dkn.read('refresh', reply(400, { error: 'invalid_request', error_description }));
    expect(verdictOf(outcome)).toBe('app-misconfigured');
  });
});

test.each([
  ['grant_type=refresh_token&refresh_token=r', 'refresh'],
  ['grant_type=authorization_code&code=c', 'exchange'],
  ['{"grant_type":"authorization_code"}', 'exchange'],
  ['--b\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\nauthorization_code\r\n--b--', 'exchange'],
  ['', 'refresh'],
  ['{"grant_type":', 'refresh'],
])('tells from the body %j that it is a request to %s', (body, asked) => {
  expect(dkn.askedBy('/api/v1/open/oauth2/token', body)).toBe(asked);
});

test('says that a lost answer is asked for again', () => {
  expect(dkn.afterLostAnswer(onlyApp(dkn.readApp(SECRET)))).toBe('retry');
});

test('needs client_id and client_secret', () => {
  expect(problemFields(dkn.readApp({ provider: 'dkn' }))).toEqual(['client_id', 'client_secret']);
});
