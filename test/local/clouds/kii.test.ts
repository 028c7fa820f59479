import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../local/clouds/authority.ts';
import { type KiiCloud, startKii } from '../../../local/clouds/kii.ts';
import { ask, FORM, form, type Heard, JSON_BODY, recorded, shape } from './ask.ts';

const KII_JSON = { 'Content-Type': 'application/vnd.kii.OauthTokenRequest+json' };

let authority: Authority;
let cloud: KiiCloud;

beforeEach(async () => {
  authority = await createAuthority('Test CA');
  cloud = await startKii({ authority });
});
afterEach(() => cloud.close());

const basic = (appId: string) => ({
  Authorization: `Basic ${Buffer.from(`${appId}:x`).toString('base64')}`,
});

const post = (path: string, headers: Record<string, string>, body: string): Promise<Heard> =>
  ask({ url: cloud.url + path, ca: authority.certificate, headers, body });

const appPath = (appId = cloud.app.app_id): string => `/api/apps/${appId}/oauth2/token`;

const refresh = (refreshToken: string): Promise<Heard> =>
  post(
    appPath(),
    { ...JSON_BODY, ...basic(cloud.app.app_id) },
    JSON.stringify({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  );

describe('Kii Cloud', () => {
  test('re-issues both tokens and names the user, in spaced JSON', async () => {
    const grant = cloud.issueGrant({ principal: 'p-1' });

    const heard = await refresh(grant.refreshToken);

    expect(shape(heard)).toEqual(recorded('kii', 'refresh ok via app path, Basic, JSON'));
    expect(heard.body).toContain(`"id" : "${grant.subject}"`);
    expect(heard.headers['content-type']).toBe('application/json;charset=UTF-8');
    expect(heard.json()).toMatchObject({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      expires_in: 3_600,
      token_type: 'Bearer',
    });
    expect(cloud.isLive(grant.accessToken)).toBe(false);
    expect(cloud.isLive(String(heard.json().access_token))).toBe(true);
  });

  test('keeps the id through refreshes, and marks the id of a thing', async () => {
    const grant = cloud.issueGrant({ principal: 'thing-1', thing: true });

    const first = (await refresh(grant.refreshToken)).json();
    const second = (await refresh(String(first.refresh_token))).json();

    expect(grant.subject).toMatch(/^th\./);
    expect([first.id, second.id]).toEqual([grant.subject, grant.subject]);
  });

  test('takes a form on the app path, and Kii JSON on the older path', async () => {
    const one = cloud.issueGrant({ principal: 'p-1' });
    const other = cloud.issueGrant({ principal: 'p-2' });
    const legacy = { ...KII_JSON, 'X-Kii-AppID': cloud.app.app_id, 'X-Kii-AppKey': 'anything' };

    const byForm = await post(
      appPath(),
      { ...FORM, ...basic(cloud.app.app_id) },
      form({ grant_type: 'refresh_token', refresh_token: one.refreshToken }),
    );
    const byLegacy = await post(
      '/api/oauth2/token',
      legacy,
      JSON.stringify({ grant_type: 'refresh_token', refresh_token: other.refreshToken }),
    );

    expect([byForm.status, byLegacy.status]).toEqual([200, 200]);
    expect(shape(byLegacy)).toEqual(recorded('kii', 'refresh ok'));
  });

  test('takes a refresh token once', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    const next = (await refresh(refreshToken)).json();
    cloud.isLive(String(next.access_token));

    const heard = await refresh(refreshToken);

    expect(shape(heard)).toEqual(recorded('kii', 'WRONG_REFRESH_TOKEN'));
    expect(heard.json().errorCode).toBe('WRONG_REFRESH_TOKEN');
    expect(cloud.counts).toMatchObject({ refreshed: 1, refused: 1, reused: 1 });
  });

  test.each([
    ['no header', () => ({})],
    ['the Basic header of another app', () => basic('another')],
    ['the older header on the app path', () => ({ 'X-Kii-AppID': cloud.app.app_id })],
  ])('answers 401 to %s', async (_, identity) => {
    const heard = await post(appPath(), { ...JSON_BODY, ...identity() }, '{}');

    expect(shape(heard)).toEqual(recorded('kii', 'unauthorized app credentials'));
  });

  test('answers 404 to an app that it does not have', async () => {
    const heard = await post(appPath('nobody'), { ...JSON_BODY, ...basic('nobody') }, '{}');

    expect(shape(heard)).toEqual(recorded('kii', 'app not found (wrong region host or app id)'));
  });

  test("refuses another app's token and leaves it alive", async () => {
    await cloud.registerApp('other', { refreshTokens: true });
    const { refreshToken, accessToken } = cloud.issueGrant({ principal: 'p-1', app: 'other' });

    const heard = await refresh(refreshToken);

    expect(heard.status).toBe(403);
    expect(cloud.isLive(accessToken)).toBe(true);
  });

  test.each([
    ['another grant type', '{"grant_type":"device_code"}', 'unsupported_grant_type triple'],
    ['a missing grant type', '{}', 'INVALID_INPUT_DATA with field map'],
    ['a body that is no JSON', '{"grant_type":', 'INVALID_JSON'],
    ['a missing refresh token', '{"grant_type":"refresh_token"}', 'INVALID_INPUT_DATA with field map'],
  ])('answers 400 to %s', async (_, body, name) => {
    const heard = await post(appPath(), { ...JSON_BODY, ...basic(cloud.app.app_id) }, body);

    expect(shape(heard)).toEqual(recorded('kii', name));
  });

  test('answers APP_DISABLED while the app is frozen', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'frozen' });

    const heard = await refresh(refreshToken);

    expect(shape(heard)).toEqual(recorded('kii', 'app disabled'));
  });

  test('echoes a wrong access token, as Kii does', async () => {
    const heard = await ask({
      url: `${cloud.url}/api/me`,
      method: 'GET',
      ca: authority.certificate,
      headers: { Authorization: 'Bearer made-up' },
    });

    expect(heard.status).toBe(403);
    expect(heard.json()).toMatchObject({ errorCode: 'WRONG_TOKEN', accessToken: 'made-up' });
  });
});
