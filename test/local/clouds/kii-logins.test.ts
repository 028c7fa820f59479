import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../local/clouds/authority.ts';
import { type KiiCloud, startKii } from '../../../local/clouds/kii.ts';
import { ask, FORM, form, type Heard, JSON_BODY, recorded, shape } from './ask.ts';

const KII_JSON = { 'Content-Type': 'application/vnd.kii.OauthTokenRequest+json' };
const USER_ID = /^[0-9a-f]{12}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let authority: Authority;
let cloud: KiiCloud;
let time = 0;

beforeEach(async () => {
  time = 1_800_000_000_000;
  authority = await createAuthority('Test CA');
  cloud = await startKii({ authority, clock: () => time });
});
afterEach(() => cloud.close());

const basic = (appId: string) => ({
  Authorization: `Basic ${Buffer.from(`${appId}:anything`).toString('base64')}`,
});

const post = (path: string, headers: Record<string, string>, body: string): Promise<Heard> =>
  ask({ url: cloud.url + path, ca: authority.certificate, headers, body });

/** The way that the vendor's pages recommend. */
const logIn = (fields: Record<string, unknown>, app = cloud.app): Promise<Heard> =>
  post(
    `/api/apps/${app.app_id}/oauth2/token`,
    { ...JSON_BODY, ...basic(app.app_id) },
    JSON.stringify(fields),
  );

const legacyLogIn = (fields: Record<string, unknown>, type: Record<string, string> = KII_JSON) =>
  post(
    '/api/oauth2/token',
    { ...type, 'X-Kii-AppID': cloud.app.app_id, 'X-Kii-AppKey': cloud.app.app_key },
    JSON.stringify(fields),
  );

const asAdmin = () => ({
  grant_type: 'client_credentials',
  client_id: cloud.app.client_id,
  client_secret: cloud.app.client_secret,
});
const asNobody = () => ({
  grant_type: 'client_credentials',
  client_id: cloud.app.app_id,
  client_secret: 'anything',
});
const asUser = ({ username, password }: { username: string; password: string }) => ({
  grant_type: 'password',
  username,
  password,
});
const refreshing = (refreshToken: unknown) => ({ grant_type: 'refresh_token', refresh_token: refreshToken });

const me = (accessToken: unknown): Promise<Heard> =>
  ask({
    url: cloud.resourceUrl,
    method: 'GET',
    ca: authority.certificate,
    headers: { Authorization: `Bearer ${accessToken}` },
  });

describe('Kii Cloud, logins of the app itself', () => {
  test.each([
    ['the administrator', asAdmin, 'kii-admin'],
    ['nobody in particular', asNobody, 'kii-anonymous'],
  ])('lets %s in, without a refresh token', async (_, fields, principal) => {
    const heard = await logIn(fields());
    const opened = await me(heard.json().access_token);

    expect(shape(heard)).toEqual(recorded('kii', 'no refresh_token, 68-year lifetime'));
    expect(heard.json()).toMatchObject({ token_type: 'Bearer', expires_in: 3_600 });
    expect(opened.json()).toEqual({ principal, app: 'kii' });
    expect(cloud.counts).toMatchObject({ logins: 1, refreshed: 0, refused: 0 });
    expect(cloud.history.at(-1)).toMatchObject({ asked: 'login', principal, verdict: 'granted' });
  });

  test('lets many tokens of one login live side by side', async () => {
    const one = await logIn(asAdmin());
    const other = await logIn(asAdmin());

    const alive = [one, other].map((heard) => cloud.isLive(String(heard.json().access_token)));

    expect(alive).toEqual([true, true]);
  });

  test.each([
    ['a wrong client secret', () => ({ ...asAdmin(), client_secret: 'wrong' })],
    ['an unknown client id', () => ({ ...asAdmin(), client_id: 'wrong' })],
  ])('answers 401 UNAUTHORIZED to %s', async (_, fields) => {
    const heard = await logIn(fields());

    expect(shape(heard)).toEqual(recorded('kii', 'unauthorized app credentials'));
    expect(heard.json().errorCode).toBe('UNAUTHORIZED');
  });

  test('wants another client secret while it has changed, and of nobody in particular none', async () => {
    cloud.faults.set({ kind: 'secret-changed', secret: 'the new one' });

    const heard = await Promise.all([
      logIn(asAdmin()),
      logIn({ ...asAdmin(), client_secret: 'the new one' }),
      logIn(asNobody()),
    ]);

    expect(heard.map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  test('meets a login with the faults of the principal that it was named for', async () => {
    await cloud.nameLogin({ principal: 'reports', as: 'admin' });
    cloud.faults.set({ kind: 'status', status: 503 }, { principal: 'reports' });

    const heard = await Promise.all([logIn(asAdmin()), logIn(asNobody())]);

    expect(heard.map(({ status }) => status)).toEqual([503, 200]);
  });
});

describe('Kii Cloud, logins of users and things', () => {
  test.each([
    ['user', { principal: 'anna' }, 'anna', USER_ID],
    ['thing', { principal: 'meter-1', thing: true }, 'VENDOR_THING_ID:meter-1', /^th\./],
  ])('lets a %s in by name and password, and names it', async (_, wish, username, id) => {
    const account = await cloud.registerAccount(wish);

    const heard = await logIn(asUser(account));
    const next = await logIn(refreshing(heard.json().refresh_token));

    expect(account).toMatchObject({ username, subject: expect.stringMatching(id) });
    expect(shape(heard)).toEqual(recorded('kii', 'refresh ok via app path, Basic, JSON'));
    expect([heard.json().id, next.json().id]).toEqual([account.subject, account.subject]);
    expect(cloud.counts).toMatchObject({ logins: 1, refreshed: 1, reused: 0 });
    expect(cloud.history.map(({ principal }) => principal)).toEqual([wish.principal, wish.principal]);
  });

  test('gives no refresh token, and takes none, where the app has them switched off, as apps do at first', async () => {
    const app = await cloud.registerApp('other');
    const account = await cloud.registerAccount({ principal: 'anna', app: 'other' });

    const heard = await logIn(asUser(account), app);
    const refresh = await logIn(refreshing('any'), app);

    expect(heard.status).toBe(200);
    expect(heard.json()).not.toHaveProperty('refresh_token');
    expect(shape(refresh)).toEqual(recorded('kii', 'unsupported_grant_type triple'));
    expect(() => cloud.issueGrant({ principal: 'anna', app: 'other' })).toThrow('switched off');
  });

  test('gives refresh tokens once they are switched on', async () => {
    await cloud.registerApp('other');
    const account = await cloud.registerAccount({ principal: 'anna', app: 'other' });
    const app = await cloud.registerApp('other', { refreshTokens: true });

    const heard = await logIn(asUser(account), app);

    expect(heard.json()).toHaveProperty('refresh_token');
  });

  test.each([
    ['a wrong password', { password: 'wrong' }],
    ['a name that never was', { username: 'wrong' }],
  ])('answers 400 invalid_grant to %s', async (_, changed) => {
    const account = await cloud.registerAccount({ principal: 'anna' });

    const heard = await logIn({ ...asUser(account), ...changed });

    expect(shape(heard)).toEqual(recorded('kii', 'invalid_grant triple'));
    expect(heard.json()).toMatchObject({ errorCode: 'invalid_grant', error: 'invalid_grant' });
  });

  test("does not know another app's users", async () => {
    await cloud.registerApp('other');
    const account = await cloud.registerAccount({ principal: 'anna', app: 'other' });

    const heard = await logIn(asUser(account));

    expect(heard.json().errorCode).toBe('invalid_grant');
  });

  test.each([
    ['disabled', false, 401, 'USER_DISABLED'],
    ['disabled', true, 401, 'THING_DISABLED'],
    ['removed', false, 404, 'USER_NOT_FOUND'],
    ['removed', true, 404, 'THING_NOT_FOUND'],
  ] as const)('an account that is %s (thing: %p) gets %i %s', async (state, thing, status, errorCode) => {
    const account = await cloud.registerAccount({ principal: 'p-1', thing });
    const { refreshToken, accessToken } = cloud.issueGrant({ principal: 'p-1' });
    await cloud.registerAccount({ principal: 'p-1', state });

    const refused = [await logIn(asUser(account)), await logIn(refreshing(refreshToken))];
    const shut = cloud.isLive(accessToken);
    await cloud.registerAccount({ principal: 'p-1', state: 'active' });
    const reopened = cloud.isLive(accessToken);
    const thawed = await logIn(refreshing(refreshToken));

    for (const heard of refused) {
      expect(heard.status).toBe(status);
      expect(heard.json().errorCode).toBe(errorCode);
    }
    expect([shut, reopened, thawed.status]).toEqual([false, true, 200]);
    expect(cloud.counts.reused).toBe(0);
  });

  test('lets the tokens die when the password changes', async () => {
    const account = await cloud.registerAccount({ principal: 'anna' });
    const before = (await logIn(asUser(account))).json();
    const changed = await cloud.registerAccount({ principal: 'anna', password: 'another' });

    const refused = await logIn(refreshing(before.refresh_token));
    const again = await logIn(asUser(changed));

    expect(cloud.isLive(String(before.access_token))).toBe(false);
    expect(refused.json().errorCode).toBe('WRONG_REFRESH_TOKEN');
    expect(again.json().id).toBe(before.id);
  });

  test.each([
    ['another account', {}],
    ['the one that the fault names', { subject: 'th.somebody-else' }],
  ])("names another user's id where a fault wants it: %s", async (_, fault) => {
    const account = await cloud.registerAccount({ principal: 'anna' });
    const other = await cloud.registerAccount({ principal: 'berta' });
    cloud.faults.set({ kind: 'wrong-subject', ...fault }, { principal: 'anna', remaining: 1 });

    const wrong = (await logIn(asUser(account))).json();
    const right = (await logIn(asUser(account))).json();

    expect([wrong.id, right.id]).toEqual([
      'subject' in fault ? fault.subject : other.subject,
      account.subject,
    ]);
  });
});

describe('Kii Cloud, ways of asking', () => {
  test.each([
    ['Kii JSON', KII_JSON],
    ['plain JSON', JSON_BODY],
  ])('takes all logins on the older path in %s, with or without a grant type', async (_, type) => {
    const account = await cloud.registerAccount({ principal: 'meter-1', thing: true });
    const logins = [asAdmin(), asNobody(), asUser(account)];

    const heard = await Promise.all(
      logins.flatMap(({ grant_type, ...older }) => [
        legacyLogIn({ grant_type, ...older }, type),
        legacyLogIn(older, type),
      ]),
    );

    expect(heard.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(cloud.counts.logins).toBe(6);
  });

  test('wants the grant type on the newer path', async () => {
    const { grant_type: _, ...older } = asAdmin();

    const heard = await logIn(older);

    expect(heard.json()).toMatchObject({
      errorCode: 'INVALID_INPUT_DATA',
      invalidFields: { grant_type: 'Required' },
    });
  });

  test('takes a form on the newer path', async () => {
    const account = await cloud.registerAccount({ principal: 'anna' });

    const heard = await post(
      `/api/apps/${cloud.app.app_id}/oauth2/token`,
      { ...FORM, ...basic(cloud.app.app_id) },
      form(asUser(account)),
    );

    expect(heard.json().id).toBe(account.subject);
  });

  test.each([
    ['username', { grant_type: 'password', password: 'x' }],
    ['password', { grant_type: 'password', username: 'x' }],
    ['client_id', { grant_type: 'client_credentials', client_secret: 'x' }],
    ['client_secret', { grant_type: 'client_credentials', client_id: 'x' }],
  ])('names the field that a login lacks: %s', async (field, fields) => {
    const heard = await logIn(fields);

    expect(shape(heard)).toEqual(recorded('kii', 'INVALID_INPUT_DATA with field map'));
    expect(heard.json().invalidFields).toEqual({ [field]: 'Required' });
  });
});

describe('Kii Cloud, expiresAt', () => {
  const SHORT = 600;

  test('shortens the life of every token', async () => {
    const account = await cloud.registerAccount({ principal: 'anna' });
    const { refreshToken } = cloud.issueGrant({ principal: 'berta' });
    const expiresAt = time + SHORT * 1_000;
    const asked = [asAdmin(), asNobody(), asUser(account), refreshing(refreshToken)];

    const heard = await Promise.all(asked.map((fields) => logIn({ ...fields, expiresAt })));
    const tokens = heard.map((one) => String(one.json().access_token));
    time = expiresAt - 1;
    const before = tokens.map((token) => cloud.isLive(token));
    time = expiresAt;
    const after = tokens.map((token) => cloud.isLive(token));

    expect(heard.map((one) => one.json().expires_in)).toEqual(Array(4).fill(SHORT));
    expect([before, after]).toEqual([Array(4).fill(true), Array(4).fill(false)]);
  });

  test('is as long as the app allows', async () => {
    const app = await cloud.registerApp('other', { maximumLifetimeSeconds: 10_000 });
    const anonymous = { ...asNobody(), client_id: app.app_id };

    const most = await logIn({ ...anonymous, expiresAt: time + 10_000_000 }, app);
    const more = await logIn({ ...anonymous, expiresAt: time + 10_000_001 }, app);

    expect(most.json().expires_in).toBe(10_000);
    expect(shape(more)).toEqual(recorded('kii', 'INVALID_INPUT_DATA with field map'));
    expect(more.json().invalidFields).toEqual({ expiresAt: 'Invalid value' });
  });

  test.each([
    ['longer than the cloud gives by itself', () => time + 3_600_001],
    ['past', () => time],
    ['no instant', () => 'tomorrow'],
    ['null', () => null],
  ])('refuses what is %s, and spends nothing', async (_, expiresAt) => {
    const { refreshToken } = cloud.issueGrant({ principal: 'anna' });

    const refused = await logIn({ ...refreshing(refreshToken), expiresAt: expiresAt() });
    const again = await logIn(refreshing(refreshToken));

    expect([refused.status, again.status]).toEqual([400, 200]);
  });
});
