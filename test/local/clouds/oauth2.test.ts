import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../local/clouds/authority.ts';
import { type Oauth2AppSecret, type Oauth2Cloud, startOauth2 } from '../../../local/clouds/oauth2.ts';
import { ask, FORM, form, type Heard, JSON_BODY } from './ask.ts';

let authority: Authority;
let cloud: Oauth2Cloud;

beforeEach(async () => {
  authority = await createAuthority('Test CA');
  cloud = await startOauth2({ authority });
});
afterEach(() => cloud.close());

/** RFC 6749 section 2.3.1: both parts are form-encoded first. */
const basic = ({ client_id, client_secret }: Oauth2AppSecret) => {
  const [, id] = form({ '': client_id }).split('=');
  const [, secret] = form({ '': client_secret }).split('=');
  return { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
};

const inBody = ({ client_id, client_secret }: Oauth2AppSecret) => ({ client_id, client_secret });

const post = (headers: Record<string, string>, body: string): Promise<Heard> =>
  ask({ url: cloud.app.token_url, ca: authority.certificate, headers, body });

const refreshing = (refreshToken: string) => ({ grant_type: 'refresh_token', refresh_token: refreshToken });

const refresh = (refreshToken: string): Promise<Heard> =>
  post({ ...FORM, ...basic(cloud.app) }, form(refreshing(refreshToken)));

describe('OAuth 2.0 server', () => {
  test('rotates the refresh token and answers by RFC 6749 section 5.1', async () => {
    const { refreshToken, accessToken } = cloud.issueGrant({ principal: 'p-1' });

    const heard = await refresh(refreshToken);

    expect(heard.status).toBe(200);
    expect(heard.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    expect(heard.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3_600,
      refresh_token: expect.any(String),
    });
    expect(heard.json().refresh_token).not.toBe(refreshToken);
    expect(cloud.isLive(accessToken)).toBe(false);
  });

  test('refuses a spent token, and leaves its successor alive', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    const next = (await refresh(refreshToken)).json();
    const livedBefore = cloud.isLive(String(next.access_token));

    const heard = await refresh(refreshToken);

    expect(heard.status).toBe(400);
    expect(heard.json().error).toBe('invalid_grant');
    expect([livedBefore, cloud.isLive(String(next.access_token))]).toEqual([true, true]);
    expect(cloud.counts.reused).toBe(1);
  });

  test("refuses another app's token, and leaves it alive", async () => {
    await cloud.registerApp('other');
    const { refreshToken, accessToken } = cloud.issueGrant({ principal: 'p-1', app: 'other' });

    const heard = await refresh(refreshToken);

    expect(heard.json().error).toBe('invalid_grant');
    expect(cloud.isLive(accessToken)).toBe(true);
  });

  test('revokes the whole family on reuse where it is told to', async () => {
    const strict = await startOauth2({ authority, revokeFamilyOnReuse: true });
    const { refreshToken } = strict.issueGrant({ principal: 'p-1' });
    const question = {
      url: strict.app.token_url,
      ca: authority.certificate,
      headers: { ...FORM, ...basic(strict.app) },
      body: form(refreshing(refreshToken)),
    };
    const next = (await ask(question)).json();

    await ask(question);
    const alive = strict.isLive(String(next.access_token));
    await strict.close();

    expect(alive).toBe(false);
  });

  test.each([
    ['client_secret_basic', 'form'],
    ['client_secret_basic', 'json'],
    ['client_secret_post', 'form'],
    ['client_secret_post', 'json'],
  ] as const)('takes %s with a body of %s from an app that registered so', async (clientAuth, body) => {
    const app = await cloud.registerApp('other', { clientAuth, body });
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1', app: 'other' });
    const fields = {
      ...refreshing(refreshToken),
      ...(clientAuth === 'client_secret_post' ? inBody(app) : {}),
    };
    const authorization = clientAuth === 'client_secret_basic' ? basic(app) : {};

    const heard =
      body === 'json'
        ? await post({ ...JSON_BODY, ...authorization }, JSON.stringify(fields))
        : await post({ ...FORM, ...authorization }, form(fields));

    expect(heard.status).toBe(200);
  });

  test('does not take the other way of client authentication', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });

    const heard = await post(FORM, form({ ...refreshing(refreshToken), ...inBody(cloud.app) }));

    expect(heard.status).toBe(401);
    expect(heard.json().error).toBe('invalid_client');
    expect(heard.headers['www-authenticate']).toMatch(/^Basic /);
  });

  test('wants the parts of the Basic header form-encoded', async () => {
    const raw = Buffer.from(`${cloud.app.client_id}:${cloud.app.client_secret}`).toString('base64');

    const heard = await post({ ...FORM, Authorization: `Basic ${raw}` }, form(refreshing('any')));

    expect(heard.json().error).toBe('invalid_client');
  });

  test.each([
    ['a body of another media type', JSON_BODY, '{"grant_type":"refresh_token","refresh_token":"any"}'],
    ['a parameter given twice', FORM, 'grant_type=refresh_token&refresh_token=any&refresh_token=any'],
    ['a missing grant type', FORM, 'refresh_token=any'],
    ['a missing refresh token', FORM, 'grant_type=refresh_token&refresh_token='],
    ['two ways of client authentication', FORM, 'grant_type=refresh_token&refresh_token=any&client_secret=x'],
  ])('answers invalid_request to %s', async (_, headers, body) => {
    const heard = await post({ ...headers, ...basic(cloud.app) }, body);

    expect(heard.status).toBe(400);
    expect(heard.json().error).toBe('invalid_request');
  });

  test('answers unsupported_grant_type to a grant type that it does not know', async () => {
    const heard = await post({ ...FORM, ...basic(cloud.app) }, form({ grant_type: 'password' }));

    expect(heard.json().error).toBe('unsupported_grant_type');
  });

  test('grants the scope of the app and no other', async () => {
    const app = await cloud.registerApp('scoped', { scope: 'read write' });
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1', app: 'scoped' });
    const headers = { ...FORM, ...basic(app) };

    const tooMuch = await post(headers, form({ ...refreshing(refreshToken), scope: 'read admin' }));
    const within = await post(headers, form({ ...refreshing(refreshToken), scope: 'read' }));

    expect(tooMuch.json().error).toBe('invalid_scope');
    expect(within.json().scope).toBe('read write');
  });

  test('logs an app in by its own credentials, without a refresh token', async () => {
    const heard = await post({ ...FORM, ...basic(cloud.app) }, form({ grant_type: 'client_credentials' }));

    expect(heard.status).toBe(200);
    expect(heard.json()).not.toHaveProperty('refresh_token');
    expect(cloud.counts.logins).toBe(1);
  });

  test('exchanges a code only with the redirect_uri that it was asked for with', async () => {
    const redirectUri = 'https://app.example/back';
    const wrong = cloud.issueCode({ principal: 'p-1', redirectUri });
    const right = cloud.issueCode({ principal: 'p-1', redirectUri });
    const headers = { ...FORM, ...basic(cloud.app) };
    const grantType = { grant_type: 'authorization_code' };

    const without = await post(headers, form({ ...grantType, code: wrong }));
    const matching = await post(headers, form({ ...grantType, code: right, redirect_uri: redirectUri }));

    expect(without.json().error).toBe('invalid_grant');
    expect(matching.status).toBe(200);
  });

  test('refuses the resource without a token, and with a dead one', async () => {
    const me = { url: `${cloud.url}/api/me`, method: 'GET', ca: authority.certificate };

    const without = await ask(me);
    const dead = await ask({ ...me, headers: { Authorization: 'Bearer made-up' } });

    expect([without.status, without.body]).toEqual([401, '']);
    expect(dead.json().error).toBe('invalid_token');
  });
});
