import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../local/clouds/authority.ts';
import { type DknCloud, startDkn } from '../../../local/clouds/dkn.ts';
import { type Oauth2Cloud, type Oauth2Options, startOauth2 } from '../../../local/clouds/oauth2.ts';
import { challengeOf } from '../../../local/clouds/state/pkce.ts';
import { openDataFolder } from '../../../local/data-folder.ts';
import { ask, FORM, form, type Heard } from './ask.ts';

/** RFC 7636, appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const BACK = 'https://app.example/back';

let authority: Authority;
let time = 0;

beforeEach(async () => {
  time = 1_800_000_000_000;
  authority = await createAuthority('Test CA');
});

describe('authorization codes at DKN', () => {
  let cloud: DknCloud;
  beforeEach(async () => {
    cloud = await startDkn({ authority, clock: () => time });
  });
  afterEach(() => cloud.close());

  const exchange = (code: string, changed: Record<string, string> = {}, app = cloud.app): Promise<Heard> =>
    ask({
      url: `${cloud.url}/api/v1/open/oauth2/token`,
      ca: authority.certificate,
      headers: FORM,
      body: form({
        grant_type: 'authorization_code',
        client_id: app.client_id,
        client_secret: app.client_secret,
        code,
        ...changed,
      }),
    });
  const INVALID_CODE = { error: 'invalid_request', error_description: 'Invalid code' };

  test('yield a pair whose refresh token works', async () => {
    const code = cloud.issueCode({ principal: 'home-1', redirectUri: BACK });

    const heard = await exchange(code, { redirect_uri: BACK });

    expect(heard.json()).toMatchObject({ token_type: 'bearer', expires_in: 7_200 });
    expect(cloud.isLive(String(heard.json().access_token))).toBe(true);
  });

  test.each([
    ['another redirect_uri', { redirect_uri: `${BACK}/elsewhere` }],
    ['no redirect_uri', {}],
  ])('are bound to the redirect_uri: %s', async (_, changed) => {
    const code = cloud.issueCode({ principal: 'home-1', redirectUri: BACK });

    const heard = await exchange(code, changed);

    expect(heard.status).toBe(400);
    expect(heard.json()).toEqual(INVALID_CODE);
  });

  test('are good for five minutes', async () => {
    const [inTime, late] = ['home-1', 'home-2'].map((principal) => cloud.issueCode({ principal }));
    time += 299_999;
    const young = await exchange(String(inTime));
    time += 1;

    const old = await exchange(String(late));

    expect(young.status).toBe(200);
    expect(old.json()).toEqual(INVALID_CODE);
  });

  test('are of no use to another client, and stay good for their own', async () => {
    const other = await cloud.registerApp('other');
    const code = cloud.issueCode({ principal: 'home-1' });

    const stolen = await exchange(code, {}, other);
    const own = await exchange(code);

    expect(stolen.json()).toEqual(INVALID_CODE);
    expect(own.status).toBe(200);
  });

  test('stay good when the redirect_uri is none that the client registered, which Kong says in words of its own', async () => {
    const app = await cloud.registerApp('other', { redirectUris: [BACK] });
    const code = cloud.issueCode({ principal: 'home-1', app: 'other', redirectUri: BACK });

    const wrong = await exchange(code, { redirect_uri: 'https://elsewhere.example/' }, app);
    const right = await exchange(code, { redirect_uri: BACK }, app);

    expect(wrong.status).toBe(400);
    expect(wrong.json().error_description).toMatch(/^Invalid redirect_uri that does not match/);
    expect(right.status).toBe(200);
  });

  test('are forgotten when they are too old, used or not', async () => {
    const data = await openDataFolder();
    const long = await startDkn({ authority, clock: () => time, data });
    for (let issued = 0; issued < 1_000; issued += 1) {
      time += 10_000;
      long.issueCode({ principal: 'home-1' });
    }
    await long.close();

    const kept = await data.shelf('cloud-dkn-codes');

    expect(kept.entries.size).toBe(30);
  });

  test('that come again leave alive what they yielded', async () => {
    const code = cloud.issueCode({ principal: 'home-1' });
    const first = (await exchange(code)).json();

    const again = await exchange(code);

    expect(again.json()).toEqual(INVALID_CODE);
    expect(cloud.isLive(String(first.access_token))).toBe(true);
  });
});

describe('authorization codes at an OAuth 2.0 server', () => {
  const open: Oauth2Cloud[] = [];
  afterEach(() => Promise.all(open.splice(0).map((cloud) => cloud.close())));

  const start = async (options: Partial<Oauth2Options> = {}): Promise<Oauth2Cloud> => {
    const cloud = await startOauth2({ authority, clock: () => time, ...options });
    await cloud.registerApp('oauth2', { clientAuth: 'client_secret_post' });
    open.push(cloud);
    return cloud;
  };

  const post = (cloud: Oauth2Cloud, fields: Record<string, string>): Promise<Heard> =>
    ask({
      url: cloud.app.token_url,
      ca: authority.certificate,
      headers: FORM,
      body: form({ client_id: cloud.app.client_id, client_secret: cloud.app.client_secret, ...fields }),
    });
  const exchange = (cloud: Oauth2Cloud, code: string, changed: Record<string, string> = {}) =>
    post(cloud, { grant_type: 'authorization_code', code, ...changed });

  test('make the challenge of RFC 7636 of its verifier', () => {
    expect(challengeOf(VERIFIER)).toBe(CHALLENGE);
  });

  test.each([
    ['the right verifier', { codeChallenge: CHALLENGE }, { code_verifier: VERIFIER }, 200],
    ['a wrong verifier', { codeChallenge: CHALLENGE }, { code_verifier: `${VERIFIER}x` }, 400],
    ['no verifier', { codeChallenge: CHALLENGE }, {}, 400],
    ['a verifier where none was announced', {}, { code_verifier: VERIFIER }, 400],
    ['neither', {}, {}, 200],
  ])('with PKCE, %s', async (_, wish, shown, status) => {
    const cloud = await start();
    const code = cloud.issueCode({ principal: 'p-1', ...wish });

    const heard = await exchange(cloud, code, shown);

    expect(heard.status).toBe(status);
    expect(heard.json().error).toBe(status === 200 ? undefined : 'invalid_grant');
  });

  test('are used up by an exchange that fails', async () => {
    const cloud = await start();
    const code = cloud.issueCode({ principal: 'p-1', codeChallenge: CHALLENGE });
    await exchange(cloud, code, { code_verifier: 'wrong' });

    const heard = await exchange(cloud, code, { code_verifier: VERIFIER });

    expect(heard.json().error).toBe('invalid_grant');
  });

  test.each([
    [true, false],
    [false, true],
  ])('that come again, with revocation %p, leave alive what they yielded: %p', async (revokes, alive) => {
    const cloud = await start({ revokeOnCodeReuse: revokes });
    const code = cloud.issueCode({ principal: 'p-1' });
    const bystander = cloud.issueGrant({ principal: 'p-1' });
    const first = (await exchange(cloud, code)).json();
    const next = (
      await post(cloud, { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) })
    ).json();

    const again = await exchange(cloud, code);

    expect(again.json().error).toBe('invalid_grant');
    expect(cloud.isLive(String(next.access_token))).toBe(alive);
    expect(cloud.isLive(bystander.accessToken)).toBe(true);
  });
});
