import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FORM, form, JSON_BODY, recorded, shape } from './ask.ts';
import { asUser, basic, KII_JSON, type KiiBench, openKii, refreshing } from './kii-bench.ts';

let kii: KiiBench;

beforeEach(async () => {
  kii = await openKii();
});
afterEach(() => kii.cloud.close());

describe('Kii Cloud, ways of asking', () => {
  test.each([
    ['Kii JSON', KII_JSON],
    ['plain JSON', JSON_BODY],
  ])('takes all logins on the older path in %s, with or without a grant type', async (_, type) => {
    const account = await kii.cloud.registerAccount({ principal: 'meter-1', thing: true });
    const logins = [kii.asAdmin(), kii.asNobody(), asUser(account)];

    const heard = await Promise.all(
      logins.flatMap(({ grant_type, ...older }) => [
        kii.legacyLogIn({ grant_type, ...older }, type),
        kii.legacyLogIn(older, type),
      ]),
    );

    expect(heard.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(kii.cloud.counts.logins).toBe(6);
  });

  test('wants the grant type on the newer path', async () => {
    const { grant_type: _, ...older } = kii.asAdmin();

    const heard = await kii.logIn(older);

    expect(heard.json()).toMatchObject({
      errorCode: 'INVALID_INPUT_DATA',
      invalidFields: { grant_type: 'Required' },
    });
  });

  test('takes a form on the newer path', async () => {
    const account = await kii.cloud.registerAccount({ principal: 'anna' });

    const heard = await kii.post(
      `/api/apps/${kii.cloud.app.app_id}/oauth2/token`,
      { ...FORM, ...basic(kii.cloud.app.app_id) },
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
    const heard = await kii.logIn(fields);

    expect(shape(heard)).toEqual(recorded('kii', 'INVALID_INPUT_DATA with field map'));
    expect(heard.json().invalidFields).toEqual({ [field]: 'Required' });
  });
});

describe('Kii Cloud, expiresAt', () => {
  const SHORT = 600;

  test('shortens the life of every token', async () => {
    const account = await kii.cloud.registerAccount({ principal: 'anna' });
    const { refreshToken } = kii.cloud.issueGrant({ principal: 'berta' });
    const expiresAt = kii.clock.time + SHORT * 1_000;
    const asked = [kii.asAdmin(), kii.asNobody(), asUser(account), refreshing(refreshToken)];

    const heard = await Promise.all(asked.map((fields) => kii.logIn({ ...fields, expiresAt })));
    const tokens = heard.map((one) => String(one.json().access_token));
    kii.clock.time = expiresAt - 1;
    const before = tokens.map((token) => kii.cloud.isLive(token));
    kii.clock.time = expiresAt;
    const after = tokens.map((token) => kii.cloud.isLive(token));

    expect(heard.map((one) => one.json().expires_in)).toEqual(Array(4).fill(SHORT));
    expect([before, after]).toEqual([Array(4).fill(true), Array(4).fill(false)]);
  });

  test('is as long as the app allows', async () => {
    const app = await kii.cloud.registerApp('other', { maximumLifetimeSeconds: 10_000 });
    const anonymous = { ...kii.asNobody(), client_id: app.app_id };

    const most = await kii.logIn({ ...anonymous, expiresAt: kii.clock.time + 10_000_000 }, app);
    const more = await kii.logIn({ ...anonymous, expiresAt: kii.clock.time + 10_000_001 }, app);

    expect(most.json().expires_in).toBe(10_000);
    expect(shape(more)).toEqual(recorded('kii', 'INVALID_INPUT_DATA with field map'));
    expect(more.json().invalidFields).toEqual({ expiresAt: 'Invalid value' });
  });

  test.each([
    ['longer than the cloud gives by itself', () => kii.clock.time + 3_600_001],
    ['past', () => kii.clock.time],
    ['no instant', () => 'tomorrow'],
    ['null', () => null],
  ])('refuses what is %s, and spends nothing', async (_, expiresAt) => {
    const { refreshToken } = kii.cloud.issueGrant({ principal: 'anna' });

    const refused = await kii.logIn({ ...refreshing(refreshToken), expiresAt: expiresAt() });
    const again = await kii.logIn(refreshing(refreshToken));

    expect([refused.status, again.status]).toEqual([400, 200]);
  });
});
