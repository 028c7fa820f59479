import { Agent } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../local/clouds/authority.ts';
import { type HuaweiAppSecret, type HuaweiCloud, startHuawei } from '../../../local/clouds/huawei.ts';
import { ask, FORM, form, type Heard, JSON_BODY, recorded, shape } from './ask.ts';

const LOGIN = '/iocm/app/sec/v1.1.0/login';
const REFRESH = '/iocm/app/sec/v1.1.0/refreshToken';
const HOUR_MS = 3_600_000;

let authority: Authority;
let cloud: HuaweiCloud;
let time = 0;

beforeEach(async () => {
  time = 1_800_000_000_000;
  authority = await createAuthority('Test CA');
  cloud = await startHuawei({ authority, clock: () => time });
});
afterEach(() => cloud.close());

const identity = (app: HuaweiAppSecret) => ({
  ca: app.ca,
  cert: app.client_certificate,
  key: app.client_key,
});

const post = (path: string, headers: Record<string, string>, body: string): Promise<Heard> =>
  ask({ url: cloud.url + path, ...identity(cloud.app), headers, body });

const logIn = (changed: Record<string, string> = {}, app = cloud.app): Promise<Heard> =>
  post(LOGIN, FORM, form({ appId: app.app_id, secret: app.secret, ...changed }));

const refresh = (refreshToken: unknown, changed: Record<string, unknown> = {}): Promise<Heard> =>
  post(
    REFRESH,
    JSON_BODY,
    JSON.stringify({ appId: cloud.app.app_id, secret: cloud.app.secret, refreshToken, ...changed }),
  );

describe('OceanConnect', () => {
  test('logs an app in by a form, and kills the token that it had', async () => {
    const first = (await logIn()).json();

    const heard = await logIn();

    expect(shape(heard)).toEqual(recorded('huawei', 'login fallback ok (form body)'));
    expect(heard.json()).toMatchObject({ tokenType: 'bearer', expiresIn: 3_600, scope: 'default' });
    expect(heard.json().accessToken).toMatch(/^[0-9a-f]{29,32}$/);
    expect(cloud.isLive(String(first.accessToken))).toBe(false);
    expect(cloud.isLive(String(heard.json().accessToken))).toBe(true);
    expect(cloud.counts).toMatchObject({ calls: 2, logins: 2, refreshed: 0 });
  });

  test('refreshes by JSON and lets the old refresh token die', async () => {
    const { refreshToken, accessToken } = cloud.issueGrant({ principal: 'app-1' });

    const heard = await refresh(refreshToken);
    const opens = cloud.isLive(String(heard.json().accessToken));
    const again = await refresh(refreshToken);

    expect(shape(heard)).toEqual(recorded('huawei', 'refresh ok, new pair'));
    expect([opens, cloud.isLive(accessToken)]).toEqual([true, false]);
    expect(again.json().error_code).toBe('100208');
    expect(cloud.counts).toMatchObject({ refreshed: 1, refused: 1, reused: 1 });
    expect(cloud.history[0]).toMatchObject({ app: 'huawei', principal: 'app-1', verdict: 'granted' });
  });

  test('lets a login kill the refresh token of before, which then is dead and not reused', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'app-1' });
    await logIn();

    const heard = await refresh(refreshToken);

    expect(heard.status).toBe(401);
    expect(cloud.counts).toMatchObject({ reused: 0, refused: 1 });
  });

  test("leaves other apps' tokens alive", async () => {
    const other = await cloud.registerApp('other');
    const { accessToken } = cloud.issueGrant({ principal: 'app-1' });

    await logIn({}, other);

    expect(cloud.isLive(accessToken)).toBe(true);
  });

  test('keeps a refresh token for 24 hours and no longer', async () => {
    const young = cloud.issueGrant({ principal: 'app-1' });
    time += 24 * HOUR_MS - 1;
    const next = await refresh(young.refreshToken);
    time += 24 * HOUR_MS;

    const tooLate = await refresh(next.json().refreshToken);

    expect(next.status).toBe(200);
    expect(tooLate.json().error_code).toBe('100208');
  });

  test.each([
    ['a wrong secret', { secret: 'wrong' }],
    ['an unknown app', { appId: 'wrong' }],
  ])('answers 100208, a string, to a login with %s', async (_, changed) => {
    const heard = await logIn(changed);

    expect(shape(heard)).toEqual(recorded('huawei', '100208 on login'));
    expect(heard.json().error_code).toBe('100208');
  });

  test('answers 102202 to a login in JSON and to a refresh in a form, by media type or by body', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'app-1' });
    const fields = { appId: cloud.app.app_id, secret: cloud.app.secret };

    const heards = [
      await post(LOGIN, JSON_BODY, JSON.stringify(fields)),
      await post(LOGIN, JSON_BODY, form(fields)),
      await post(REFRESH, FORM, form({ ...fields, refreshToken })),
      await post(REFRESH, FORM, JSON.stringify({ ...fields, refreshToken })),
    ];

    for (const heard of heards) {
      expect(shape(heard)).toEqual(recorded('huawei', 'mandatory parameter empty'));
      expect(heard.json().error_code).toBe('102202');
    }
  });

  test.each([null, undefined, ''])('answers 102202 to a refresh token that is %p', async (refreshToken) => {
    const heard = await refresh(refreshToken);

    expect(heard.json().error_code).toBe('102202');
  });

  test('answers 50400 to a parameter of another type', async () => {
    const heard = await refresh(12_345);

    expect(shape(heard)).toEqual(recorded('huawei', 'input parameter invalid'));
  });

  test('answers 100247 while the app is frozen, and works again after it', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'app-1' });
    cloud.faults.set({ kind: 'frozen' }, { app: 'huawei' });

    const frozen = await refresh(refreshToken);
    cloud.faults.clear();
    const thawed = await refresh(refreshToken);

    expect(shape(frozen)).toEqual(recorded('huawei', 'application frozen'));
    expect(thawed.status).toBe(200);
    expect(cloud.counts.reused).toBe(0);
  });

  test('allows an app 100 calls in any 60 seconds', async () => {
    const other = await cloud.registerApp('other');
    for (let batch = 0; batch < 10; batch += 1) {
      await Promise.all(Array.from({ length: 10 }, () => logIn()));
    }
    time += 59_999;

    const throttled = await logIn();
    const neighbour = await logIn({}, other);
    time += 1;
    const later = await logIn();

    expect(shape(throttled)).toEqual(recorded('huawei', 'throttled'));
    expect(throttled.json().error_code).toBe('1010009');
    expect(neighbour.status).toBe(200);
    expect(later.status).toBe(200);
  });

  test('answers HTML to another method and path, as a proxy does', async () => {
    const got = await ask({ url: cloud.url + LOGIN, method: 'GET', ...identity(cloud.app) });
    const elsewhere = await post('/iocm/app/sec/v1.2.0/login', FORM, '');

    expect([got.status, elsewhere.status]).toEqual([405, 404]);
    expect(elsewhere.headers['content-type']).toBe('text/html');
  });

  test('refuses a dead access token with the envelope of the gateway', async () => {
    const { accessToken } = cloud.issueGrant({ principal: 'app-1' });
    const me = {
      url: `${cloud.url}/api/me`,
      method: 'GET',
      headers: { Authorization: `Bearer ${accessToken}` },
      ...identity(cloud.app),
    };

    const live = await ask(me);
    await logIn();
    const dead = await ask(me);

    expect(live.json()).toEqual({ principal: 'app-1', app: 'huawei' });
    expect(shape(dead)).toEqual(recorded('huawei', 'gateway envelope: token or app not accepted'));
  });
});

describe('OceanConnect, mutual TLS', () => {
  test('turns a client without a certificate away in the handshake', async () => {
    const asking = ask({ url: cloud.url + LOGIN, ca: authority.certificate });

    await expect(asking).rejects.toThrow(/certificate required|ECONNRESET|socket hang up/);
    expect(cloud.counts).toMatchObject({ calls: 0, handshakesRefused: 1 });
  });

  test.each([
    [
      'of a foreign authority',
      async () => (await createAuthority('Test CA')).issue({ commonName: 'x', client: true }),
    ],
    ['for servers', async () => authority.issue({ commonName: 'x' })],
    [
      'that has expired',
      async () => authority.issue({ commonName: 'x', client: true, notAfter: new Date(Date.now() - 1_000) }),
    ],
  ])('turns a client with a certificate %s away in the handshake', async (_, issue) => {
    const { certificate, key } = await issue();

    const asking = ask({ url: cloud.url + LOGIN, ca: authority.certificate, cert: certificate, key });

    await expect(asking).rejects.toThrow();
    expect(cloud.counts).toMatchObject({ calls: 0, handshakesRefused: 1 });
  });

  test('answers a page instead where a proxy stands in front', async () => {
    const proxied = await startHuawei({ authority, withoutCertificate: 'page' });
    const foreign = await (await createAuthority('Other CA')).issue({ commonName: 'x', client: true });
    const login = {
      url: proxied.url + LOGIN,
      ca: authority.certificate,
      headers: FORM,
      body: form({ appId: proxied.app.app_id, secret: proxied.app.secret }),
    };

    const absent = await ask(login);
    const untrusted = await ask({ ...login, cert: foreign.certificate, key: foreign.key });
    const trusted = await ask({ ...login, ...identity(proxied.app) });
    await proxied.close();

    expect([absent.status, untrusted.status, trusted.status]).toEqual([400, 400, 200]);
    expect(absent.body).toContain('No required SSL certificate was sent');
    expect(untrusted.body).toContain('The SSL certificate error');
  });

  test('does not take a resumed session for a certificate', async () => {
    const proxied = await startHuawei({ authority, withoutCertificate: 'page' });
    const agent = new Agent({ maxCachedSessions: 1, ca: authority.certificate });
    const login = { url: proxied.url + LOGIN, ca: authority.certificate, agent };

    const full = await ask(login);
    const resumed = await ask(login);
    await proxied.close();

    expect([full.resumed, resumed.resumed]).toEqual([false, true]);
    expect(resumed.body).toContain('No required SSL certificate was sent');
  });

  test('is refused itself by a client that expects another name, unless it is told the right one', async () => {
    const named = await startHuawei({ authority, names: ['iot.example'] });
    const login = {
      url: named.url + LOGIN,
      ...identity(named.app),
      headers: FORM,
      body: form({ appId: named.app.app_id, secret: named.app.secret }),
    };

    const blunt = await ask(login).catch((error: NodeJS.ErrnoException) => error.code);
    const told = await ask({ ...login, servername: String(named.app.server_name) });
    await named.close();

    expect(blunt).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(told.status).toBe(200);
    expect(cloud.app).not.toHaveProperty('server_name');
  });

  test('is refused by a client that trusts another authority', async () => {
    const other = await createAuthority('Test CA');

    const asking = ask({ url: cloud.url + LOGIN, ...identity(cloud.app), ca: other.certificate });

    await expect(asking).rejects.toThrow(/certificate/);
  });
});
