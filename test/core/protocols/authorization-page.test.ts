import { describe, expect, test } from '@jest/globals';
import { dkn } from '../../../lambdas/core/protocols/dkn.ts';
import { protocols } from '../../../lambdas/core/protocols/index.ts';
import { oauth2 } from '../../../lambdas/core/protocols/oauth2.ts';
import type { App, Protocol } from '../../../lambdas/core/protocols/protocol.ts';

const REQUEST = { redirectUri: 'https://app.example/cb?x=1', state: 's+t&a' };
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const addressAt = <A extends App>(protocol: Protocol<A>, secret: object, request: object = {}) => {
  const reading = protocol.readApp({ client_secret: 'secret', ...secret });
  if (!reading.ok) throw new Error('the app is not fit');
  return protocol.authorizationPage?.urlFor(reading.apps[0], { ...REQUEST, ...request });
};

describe('the page of DKN', () => {
  const app = { provider: 'dkn', client_id: 'demo client' };

  test('is a route in the fragment, whose query comes after it', () => {
    expect(addressAt(dkn, app)).toBe(
      'https://dkncloudna.com/#/oauth?client_id=demo%20client&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1' +
        '&response_type=code&scope=devices%20installations&state=s%2Bt%26a',
    );
  });

  test('is another address where the whole cloud is, and asks for what the app says', () => {
    const address = addressAt(dkn, { ...app, base_url: 'https://127.0.0.1:4711/', scope: 'devices' });

    expect(address).toMatch(/^https:\/\/127\.0\.0\.1:4711\/#\/oauth\?.+&scope=devices&/);
  });

  test('asks a person for a scope that no refresh names', () => {
    const reading = dkn.readApp({ ...app, client_secret: 'secret', scope: 'devices' });

    expect(reading).toMatchObject({ ok: true, apps: [{ consentScope: 'devices' }] });
    expect(reading.ok && reading.apps[0].scope).toBeUndefined();
  });
});

describe('the page of an OAuth 2.0 server', () => {
  const app = { provider: 'oauth2', client_id: 'demo', token_url: 'https://id.example/token' };

  test('keeps the query that its address has, and gets a challenge', () => {
    const secret = { ...app, authorize_url: 'https://id.example/authorize?tenant=7', scope: 'a b' };

    const address = new URL(String(addressAt(oauth2, secret, { codeChallenge: CHALLENGE })));

    expect(address.origin + address.pathname).toBe('https://id.example/authorize');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      tenant: '7',
      client_id: 'demo',
      redirect_uri: REQUEST.redirectUri,
      response_type: 'code',
      scope: 'a b',
      state: REQUEST.state,
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    });
  });

  test('is missing where the app has no address of it', () => {
    expect(addressAt(oauth2, app)).toEqual({ field: 'authorize_url', remedy: expect.any(String) });
  });

  test('has an https address without a fragment', () => {
    for (const authorize_url of ['http://id.example/', 'https://id.example/#/login'])
      expect(oauth2.readApp({ ...app, client_secret: 's', authorize_url })).toMatchObject({
        ok: false,
        problems: [{ field: 'authorize_url' }],
      });
  });
});

test.each([...protocols.values()])(
  '$provider has a page exactly where a person authorizes in a browser',
  (protocol) => {
    expect(protocol.authorizationPage !== undefined).toBe(protocol.authorizes === 'browser');
    if (protocol.authorizes !== 'browser') expect(protocol.grants).toContain(protocol.authorizes);
  },
);
