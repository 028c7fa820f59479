import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { recorded, shape } from './ask.ts';
import { asUser, type KiiBench, openKii, refreshing } from './kii-bench.ts';

const USER_ID = /^[0-9a-f]{12}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let kii: KiiBench;

beforeEach(async () => {
  kii = await openKii();
});
afterEach(() => kii.cloud.close());

describe('Kii Cloud, logins of the app itself', () => {
  test.each([
    ['the administrator', () => kii.asAdmin(), 'kii-admin'],
    ['nobody in particular', () => kii.asNobody(), 'kii-anonymous'],
  ])('lets %s in, without a refresh token', async (_, fields, principal) => {
    const heard = await kii.logIn(fields());
    const opened = await kii.me(heard.json().access_token);

    expect(shape(heard)).toEqual(recorded('kii', 'no refresh_token, 68-year lifetime'));
    expect(heard.json()).toMatchObject({ token_type: 'Bearer', expires_in: 3_600 });
    expect(opened.json()).toEqual({ principal, app: 'kii' });
    expect(kii.cloud.counts).toMatchObject({ logins: 1, refreshed: 0, refused: 0 });
    expect(kii.cloud.history.at(-1)).toMatchObject({ asked: 'login', principal, verdict: 'granted' });
  });

  test('lets many tokens of one login live side by side', async () => {
    const one = await kii.logIn(kii.asAdmin());
    const other = await kii.logIn(kii.asAdmin());

    const alive = [one, other].map((heard) => kii.cloud.isLive(String(heard.json().access_token)));

    expect(alive).toEqual([true, true]);
  });

  test.each([
    ['a wrong client secret', () => ({ ...kii.asAdmin(), client_secret: 'wrong' })],
    ['an unknown client id', () => ({ ...kii.asAdmin(), client_id: 'wrong' })],
  ])('answers 401 UNAUTHORIZED to %s', async (_, fields) => {
    const heard = await kii.logIn(fields());

    expect(shape(heard)).toEqual(recorded('kii', 'unauthorized app credentials'));
    expect(heard.json().errorCode).toBe('UNAUTHORIZED');
  });

  test('wants another client secret while it has changed, and of nobody in particular none', async () => {
    kii.cloud.faults.set({ kind: 'secret-changed', secret: 'the new one' });

    const heard = await Promise.all([
      kii.logIn(kii.asAdmin()),
      kii.logIn({ ...kii.asAdmin(), client_secret: 'the new one' }),
      kii.logIn(kii.asNobody()),
    ]);

    expect(heard.map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  test('meets a login with the faults of the principal that it was named for', async () => {
    await kii.cloud.nameLogin({ principal: 'reports', as: 'admin' });
    kii.cloud.faults.set({ kind: 'status', status: 503 }, { principal: 'reports' });

    const heard = await Promise.all([kii.logIn(kii.asAdmin()), kii.logIn(kii.asNobody())]);

    expect(heard.map(({ status }) => status)).toEqual([503, 200]);
  });
});

describe('Kii Cloud, logins of users and things', () => {
  test.each([
    ['user', { principal: 'anna' }, 'anna', USER_ID],
    ['thing', { principal: 'meter-1', thing: true }, 'VENDOR_THING_ID:meter-1', /^th\./],
  ])('lets a %s in by name and password, and names it', async (_, wish, username, id) => {
    const account = await kii.cloud.registerAccount(wish);

    const heard = await kii.logIn(asUser(account));
    const next = await kii.logIn(refreshing(heard.json().refresh_token));

    expect(account).toMatchObject({ username, subject: expect.stringMatching(id) });
    expect(shape(heard)).toEqual(recorded('kii', 'refresh ok via app path, Basic, JSON'));
    expect([heard.json().id, next.json().id]).toEqual([account.subject, account.subject]);
    expect(kii.cloud.counts).toMatchObject({ logins: 1, refreshed: 1, reused: 0 });
    expect(kii.cloud.history.map(({ principal }) => principal)).toEqual([wish.principal, wish.principal]);
  });

  test('gives no refresh token, and takes none, where the app has them switched off, as apps do at first', async () => {
    const app = await kii.cloud.registerApp('other');
    const account = await kii.cloud.registerAccount({ principal: 'anna', app: 'other' });

    const heard = await kii.logIn(asUser(account), app);
    const refresh = await kii.logIn(refreshing('any'), app);

    expect(heard.status).toBe(200);
    expect(heard.json()).not.toHaveProperty('refresh_token');
    expect(shape(refresh)).toEqual(recorded('kii', 'unsupported_grant_type triple'));
    expect(() => kii.cloud.issueGrant({ principal: 'anna', app: 'other' })).toThrow('switched off');
  });

  test('gives refresh tokens once they are switched on', async () => {
    await kii.cloud.registerApp('other');
    const account = await kii.cloud.registerAccount({ principal: 'anna', app: 'other' });
    const app = await kii.cloud.registerApp('other', { refreshTokens: true });

    const heard = await kii.logIn(asUser(account), app);

    expect(heard.json()).toHaveProperty('refresh_token');
  });

  test.each([
    ['a wrong password', { password: 'wrong' }],
    ['a name that never was', { username: 'wrong' }],
  ])('answers 400 invalid_grant to %s', async (_, changed) => {
    const account = await kii.cloud.registerAccount({ principal: 'anna' });

    const heard = await kii.logIn({ ...asUser(account), ...changed });

    expect(shape(heard)).toEqual(recorded('kii', 'invalid_grant triple'));
    expect(heard.json()).toMatchObject({ errorCode: 'invalid_grant', error: 'invalid_grant' });
  });

  test("does not know another app's users", async () => {
    await kii.cloud.registerApp('other');
    const account = await kii.cloud.registerAccount({ principal: 'anna', app: 'other' });

    const heard = await kii.logIn(asUser(account));

    expect(heard.json().errorCode).toBe('invalid_grant');
  });

  test.each([
    ['disabled', false, 401, 'USER_DISABLED'],
    ['disabled', true, 401, 'THING_DISABLED'],
    ['removed', false, 404, 'USER_NOT_FOUND'],
    ['removed', true, 404, 'THING_NOT_FOUND'],
  ] as const)('an account that is %s (thing: %p) gets %i %s', async (state, thing, status, errorCode) => {
    const account = await kii.cloud.registerAccount({ principal: 'p-1', thing });
    const { refreshToken, accessToken } = kii.cloud.issueGrant({ principal: 'p-1' });
    await kii.cloud.registerAccount({ principal: 'p-1', state });

    const refused = [await kii.logIn(asUser(account)), await kii.logIn(refreshing(refreshToken))];
    const shut = kii.cloud.isLive(accessToken);
    await kii.cloud.registerAccount({ principal: 'p-1', state: 'active' });
    const reopened = kii.cloud.isLive(accessToken);
    const thawed = await kii.logIn(refreshing(refreshToken));

    for (const heard of refused) {
      expect(heard.status).toBe(status);
      expect(heard.json().errorCode).toBe(errorCode);
    }
    expect([shut, reopened, thawed.status]).toEqual([false, true, 200]);
    expect(kii.cloud.counts.reused).toBe(0);
  });

  test('lets the tokens die when the password changes', async () => {
    const account = await kii.cloud.registerAccount({ principal: 'anna' });
    const before = (await kii.logIn(asUser(account))).json();
    const changed = await kii.cloud.registerAccount({ principal: 'anna', password: 'another' });

    const refused = await kii.logIn(refreshing(before.refresh_token));
    const again = await kii.logIn(asUser(changed));

    expect(kii.cloud.isLive(String(before.access_token))).toBe(false);
    expect(refused.json().errorCode).toBe('WRONG_REFRESH_TOKEN');
    expect(again.json().id).toBe(before.id);
  });

  test.each([
    ['another account', {}],
    ['the one that the fault names', { subject: 'th.somebody-else' }],
  ])("names another user's id where a fault wants it: %s", async (_, fault) => {
    const account = await kii.cloud.registerAccount({ principal: 'anna' });
    const other = await kii.cloud.registerAccount({ principal: 'berta' });
    kii.cloud.faults.set({ kind: 'wrong-subject', ...fault }, { principal: 'anna', remaining: 1 });

    const wrong = (await kii.logIn(asUser(account))).json();
    const right = (await kii.logIn(asUser(account))).json();

    expect([wrong.id, right.id]).toEqual([
      'subject' in fault ? fault.subject : other.subject,
      account.subject,
    ]);
  });
});
