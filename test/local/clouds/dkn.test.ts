import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../local/clouds/authority.ts';
import { type DknCloud, startDkn } from '../../../local/clouds/dkn.ts';
import { ask, FORM, form, type Heard, JSON_BODY, recorded, shape } from './ask.ts';

const PATH = '/api/v1/open/oauth2/token';

let authority: Authority;
let cloud: DknCloud;
let time = 0;

beforeEach(async () => {
  time = 1_800_000_000_000;
  authority = await createAuthority('Test CA');
  cloud = await startDkn({ authority, clock: () => time });
});
afterEach(() => cloud.close());

const credentials = () => ({ client_id: cloud.app.client_id, client_secret: cloud.app.client_secret });

const post = (body: string, headers: Record<string, string> = FORM): Promise<Heard> =>
  ask({ url: cloud.url + PATH, ca: authority.certificate, headers, body });

const refresh = (refreshToken: string, changed: Record<string, string> = {}): Promise<Heard> =>
  post(form({ grant_type: 'refresh_token', ...credentials(), refresh_token: refreshToken, ...changed }));

const me = (accessToken: string): Promise<Heard> =>
  ask({
    url: `${cloud.url}/api/me`,
    method: 'GET',
    ca: authority.certificate,
    headers: { Authorization: `Bearer ${accessToken}` },
  });

describe('DKN cloud', () => {
  test('rotates the pair and answers in the shape of the manual', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });

    const heard = await refresh(refreshToken);

    expect(shape(heard)).toEqual(recorded('dkn', 'refresh ok, pair rotated'));
    expect(Object.keys(heard.json())).toEqual(['refresh_token', 'token_type', 'access_token', 'expires_in']);
    expect(heard.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    expect(heard.json()).toMatchObject({
      refresh_token: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      access_token: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      token_type: 'bearer',
      expires_in: 7_200,
    });
    expect(cloud.counts).toMatchObject({ calls: 1, refreshed: 1, refused: 0, reused: 0 });
  });

  test('kills the old pair at once', async () => {
    const before = cloud.issueGrant({ principal: 'p-1' });

    const after = (await refresh(before.refreshToken)).json();

    expect(cloud.isLive(before.accessToken)).toBe(false);
    expect(cloud.isLive(String(after.access_token))).toBe(true);
  });

  test('refuses a used token as Kong does, and counts the reuse', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    const next = (await refresh(refreshToken)).json();
    cloud.isLive(String(next.access_token));

    const heard = await refresh(refreshToken);

    const name = 'dead or already used refresh token answers invalid_request, not invalid_grant';
    expect(shape(heard)).toEqual(recorded('dkn', name));
    expect(heard.json().error_description).toBe('Invalid refresh_token');
    expect(cloud.counts).toMatchObject({ refreshed: 1, refused: 1, reused: 1, retriedAfterLostAnswer: 0 });
    expect(cloud.history.at(-1)).toEqual({
      at: time,
      app: 'dkn',
      principal: 'p-1',
      asked: 'refresh',
      presented: 1,
      verdict: 'reused',
    });
  });

  test('refuses an unknown token without calling it reuse', async () => {
    const heard = await refresh('NeverIssuedNeverIssuedNeverIssue');

    expect(heard.status).toBe(400);
    expect(cloud.counts).toMatchObject({ refused: 1, reused: 0 });
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }],
    ['an unknown client', { client_id: 'wrong' }],
    ['a wrong client and a wrong grant type', { client_id: 'wrong', grant_type: 'password' }],
  ])('answers 400 invalid_client to %s', async (_, changed) => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });

    const heard = await refresh(refreshToken, changed);

    expect(shape(heard)).toEqual(recorded('dkn', 'wrong client secret in body gives 400 not 401'));
    expect(heard.json().error).toBe('invalid_client');
  });

  test("gives another client's token the words of a wrong client, and leaves it alive", async () => {
    const other = await cloud.registerApp('other');
    const { refreshToken, accessToken } = cloud.issueGrant({ principal: 'p-1' });

    const heard = await refresh(refreshToken, {
      client_id: other.client_id,
      client_secret: other.client_secret,
    });

    expect(heard.status).toBe(400);
    expect(heard.json().error).toBe('invalid_client');
    expect(cloud.isLive(accessToken)).toBe(true);
  });

  test.each([
    ['JSON', JSON_BODY, () => JSON.stringify({ grant_type: 'refresh_token', ...credentials() })],
    ['no media type', {}, () => form({ grant_type: 'refresh_token', ...credentials() })],
    [
      'multipart under a urlencoded header',
      { 'Content-Type': 'application/x-www-form-urlencoded; boundary=b' },
      () => '--b\r\nContent-Disposition: attachment; name="client_id"\r\n\r\nx\r\n--b--\r\n',
    ],
  ])('does not find the client in a body of %s', async (_, headers, body) => {
    const heard = await post(body(), headers);

    expect(heard.status).toBe(400);
    expect(heard.json().error).toBe('invalid_client');
  });

  test('answers 401 when it was a Basic header that is wrong', async () => {
    const basic = Buffer.from(`${cloud.app.client_id}:bad`).toString('base64');

    const heard = await post(form({ grant_type: 'refresh_token' }), {
      ...FORM,
      Authorization: `Basic ${basic}`,
    });

    expect(shape(heard)).toEqual(recorded('dkn', 'wrong client in Basic header gives 401'));
    expect(heard.headers['www-authenticate']).toMatch(/^Basic /);
  });

  test('knows no other grant type', async () => {
    const heard = await post(form({ grant_type: 'password', ...credentials() }));

    expect(shape(heard)).toEqual(recorded('dkn', 'wrong grant_type'));
    expect(heard.json().error).toBe('unsupported_grant_type');
  });

  test('exchanges a code once', async () => {
    const code = cloud.issueCode({ principal: 'p-1' });
    const body = form({ grant_type: 'authorization_code', ...credentials(), code });

    const first = await post(body);
    const second = await post(body);

    expect(shape(first)).toEqual(recorded('dkn', 'authorization_code exchange ok'));
    expect(second.json()).toEqual({ error: 'invalid_request', error_description: 'Invalid code' });
    expect(cloud.counts).toMatchObject({ exchanged: 1, refused: 1 });
    expect(cloud.history.map(({ asked, principal, verdict }) => ({ asked, principal, verdict }))).toEqual([
      { asked: 'exchange', principal: 'p-1', verdict: 'granted' },
      { asked: 'exchange', principal: undefined, verdict: 'refused' },
    ]);
  });

  test('lets codes grow old', async () => {
    const code = cloud.issueCode({ principal: 'p-1' });
    time += 600_000;

    const heard = await post(form({ grant_type: 'authorization_code', ...credentials(), code }));

    expect(heard.status).toBe(400);
  });

  test('refuses a GET and other paths', async () => {
    const got = await ask({ url: cloud.url + PATH, method: 'GET', ca: authority.certificate });
    const elsewhere = await ask({ url: `${cloud.url}/oauth2/token`, ca: authority.certificate });

    expect(shape(got)).toEqual(recorded('dkn', 'method not allowed (newer gateway)'));
    expect(elsewhere.status).toBe(404);
  });

  test('opens the resource to a live token, and refuses others in the words of the manual', async () => {
    const { accessToken } = cloud.issueGrant({ principal: 'p-1' });

    const live = await me(accessToken);
    time += 7_200_000;
    const aged = await me(accessToken);

    expect(live.json()).toEqual({ principal: 'p-1', app: 'dkn' });
    expect(shape(aged)).toEqual(
      recorded(
        'dkn',
        'expired access token body of the manual arriving at the token endpoint: routed elsewhere',
      ),
    );
    expect(cloud.counts.calls).toBe(0);
  });

  test('makes the same tokens from the same seed, and others from another', async () => {
    const [one, same, other] = await Promise.all([7, 7, 8].map((random) => startDkn({ authority, random })));

    const grants = [one, same, other].map((each) => each?.issueGrant({ principal: 'p-1' }));
    await Promise.all([one, same, other].map((each) => each?.close()));

    expect(grants[0]).toEqual(grants[1]);
    expect(grants[0]).not.toEqual(grants[2]);
  });

  test('cuts off a request of more than 64 KiB', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });

    const asking = refresh(refreshToken, { padding: 'x'.repeat(65_536) });

    await expect(asking).rejects.toThrow();
    expect(cloud.counts.calls).toBe(0);
  });

  test('keeps every token and secret out of its history', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    const next = (await refresh(refreshToken)).json();
    await refresh(refreshToken);

    const history = JSON.stringify(cloud.history);

    expect(cloud.history).toHaveLength(2);
    for (const secret of [refreshToken, next.refresh_token, next.access_token, cloud.app.client_secret])
      expect(history).not.toContain(secret);
  });

  test('will not make up a grant for an app that is not registered', () => {
    expect(() => cloud.issueGrant({ principal: 'p-1', app: 'typo' })).toThrow('typo');
  });
});
