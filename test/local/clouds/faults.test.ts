import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../local/clouds/authority.ts';
import { type DknCloud, startDkn } from '../../../local/clouds/dkn.ts';
import type { Fault } from '../../../local/clouds/faults.ts';
import { ask, FORM, form, type Heard } from './ask.ts';

let authority: Authority;
let cloud: DknCloud;

beforeEach(async () => {
  authority = await createAuthority('Test CA');
  cloud = await startDkn({ authority });
});
afterEach(() => cloud.close());

const refresh = (refreshToken: string, changed: Record<string, string> = {}, timeoutMs?: number) =>
  ask({
    url: `${cloud.url}/api/v1/open/oauth2/token`,
    ca: authority.certificate,
    headers: FORM,
    body: form({
      grant_type: 'refresh_token',
      client_id: cloud.app.client_id,
      client_secret: cloud.app.client_secret,
      refresh_token: refreshToken,
      ...changed,
    }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

/** Until the cloud has a request in its books: it came in and was judged. */
const callsAt = async (calls: number): Promise<void> => {
  while (cloud.counts.calls < calls) await new Promise((resolve) => setImmediate(resolve));
};

const LOST = 'no whole answer';
const statusOf = (asking: Promise<Heard>): Promise<number | string> =>
  asking.then(
    ({ status }) => status,
    () => LOST,
  );

describe('faults that strike before the cloud works', () => {
  const before: [string, Fault, number | string][] = [
    ['drop', { kind: 'drop' }, LOST],
    ['status 500', { kind: 'status', status: 500, body: '{"message":"An unexpected error occurred"}' }, 500],
    [
      'status 502',
      { kind: 'status', status: 502, body: '<html>', headers: { 'Content-Type': 'text/html' } },
      502,
    ],
    ['status 429', { kind: 'status', status: 429, headers: { 'Retry-After': '30' } }, 429],
    ['status 302', { kind: 'status', status: 302, headers: { Location: 'https://elsewhere.example/' } }, 302],
  ];

  test.each(before)('%s consumes nothing', async (_, fault, expected) => {
    const { refreshToken, accessToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set(fault, { remaining: 1 });

    const spoilt = await statusOf(refresh(refreshToken));
    const alive = cloud.isLive(accessToken);
    const again = await statusOf(refresh(refreshToken));

    expect([spoilt, alive, again]).toEqual([expected, true, 200]);
    expect(cloud.counts).toMatchObject({
      calls: 2,
      faults: 1,
      refreshed: 1,
      reused: 0,
      retriedAfterLostAnswer: 0,
    });
  });

  test('status carries its headers', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'status', status: 429, headers: { 'Retry-After': '30' } });

    const heard = await refresh(refreshToken);

    expect(heard.headers['retry-after']).toBe('30');
    expect(cloud.history.at(-1)?.verdict).toBe('status');
  });

  test('hang never answers, and a second request at that time is an overlap', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'hang' }, { remaining: 1 });
    const hanging = statusOf(refresh(refreshToken));
    await callsAt(1);

    const second = await refresh(refreshToken);
    await cloud.close();

    expect(second.status).toBe(200);
    expect(await hanging).toBe(LOST);
    expect(cloud.counts).toMatchObject({ refreshed: 1, reused: 1 });
  });

  test('hang lets a client come again that gave up', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'hang' }, { remaining: 1 });

    const gaveUp = await statusOf(refresh(refreshToken, {}, 50));
    const again = await refresh(refreshToken);

    expect([gaveUp, again.status]).toEqual([LOST, 200]);
    expect(cloud.counts).toMatchObject({ reused: 0, retriedAfterLostAnswer: 0 });
  });
});

describe('faults that lose the answer', () => {
  const after: [string, Fault][] = [
    ['drop-after', { kind: 'drop-after' }],
    ['status after the work', { kind: 'status', status: 504, strikes: 'after' }],
    ['a body cut in half', { kind: 'truncated' }],
    ['a connection cut in half a body', { kind: 'truncated', ends: 'connection' }],
    ['a huge body', { kind: 'huge' }],
  ];

  test.each(after)('%s: the token is spent, and coming again is a retry', async (_, fault) => {
    const { refreshToken, accessToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set(fault, { remaining: 1 });

    await statusOf(refresh(refreshToken));
    const alive = cloud.isLive(accessToken);
    const again = await refresh(refreshToken);

    expect(alive).toBe(false);
    expect(again.json().error_description).toBe('Invalid refresh_token');
    expect(cloud.counts).toMatchObject({ refreshed: 1, reused: 0, retriedAfterLostAnswer: 1 });
    expect(cloud.history.map(({ verdict }) => verdict)).toEqual([fault.kind, 'retried-after-lost-answer']);
  });

  test('hang after the work: giving up on it is a lost answer', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'hang', strikes: 'after' }, { remaining: 1 });

    const gaveUp = await statusOf(refresh(refreshToken, {}, 50));
    const again = await refresh(refreshToken);

    expect([gaveUp, again.status]).toEqual([LOST, 400]);
    expect(cloud.counts).toMatchObject({ refreshed: 1, reused: 0, retriedAfterLostAnswer: 1 });
  });

  test('truncated leaves half a body: a whole reply of it, or too little of a longer one', async () => {
    const first = cloud.issueGrant({ principal: 'p-1' });
    const second = cloud.issueGrant({ principal: 'p-2' });
    cloud.faults.set({ kind: 'truncated' }, { principal: 'p-1' });
    cloud.faults.set({ kind: 'truncated', ends: 'connection' }, { principal: 'p-2' });

    const whole = await refresh(first.refreshToken);
    const broken = await statusOf(refresh(second.refreshToken));

    expect(whole.status).toBe(200);
    expect(() => whole.json()).toThrow(SyntaxError);
    expect(broken).toBe(LOST);
  });

  test('huge puts nothing of use within its first mebibyte', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'huge' });

    const heard = await refresh(refreshToken);

    expect(heard.body.slice(0, 1_048_576).trim()).toBe('');
    expect(heard.json()).toHaveProperty('access_token');
  });
});

describe('faults that spoil the answer but let it out', () => {
  test('slow drips the body; whoever waits has it, and must not come again', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'slow', msPerByte: 1 }, { remaining: 1 });
    const startedAt = performance.now();

    const heard = await refresh(refreshToken);
    const tookMs = performance.now() - startedAt;
    cloud.isLive(String(heard.json().access_token));
    await refresh(refreshToken);

    expect(heard.json()).toHaveProperty('access_token');
    expect(tookMs).toBeGreaterThan(100);
    expect(cloud.counts).toMatchObject({ reused: 1, retriedAfterLostAnswer: 0 });
  });

  test('slow loses the answer of whoever gives up', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'slow', msPerByte: 50 }, { remaining: 1 });

    const gaveUp = await statusOf(refresh(refreshToken, {}, 100));
    await refresh(refreshToken);

    expect(gaveUp).toBe(LOST);
    expect(cloud.counts).toMatchObject({ reused: 0, retriedAfterLostAnswer: 1 });
  });

  test('wrong-type answers a token that is no Bearer', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'wrong-type' });

    const heard = await refresh(refreshToken);

    expect(heard.json()).toMatchObject({ token_type: 'mac', access_token: expect.any(String) });
  });

  test('no-access-token answers a new refresh token that works', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'no-access-token' }, { remaining: 1 });

    const heard = (await refresh(refreshToken)).json();
    const next = await refresh(String(heard.refresh_token));

    expect(heard).not.toHaveProperty('access_token');
    expect(next.status).toBe(200);
  });
});

describe('faults of grants and apps', () => {
  test('revoked kills what the principal holds at once, and nothing that it is granted later', async () => {
    const mine = cloud.issueGrant({ principal: 'p-1' });
    const neighbour = cloud.issueGrant({ principal: 'p-2' });

    cloud.faults.set({ kind: 'revoked' }, { principal: 'p-1' });
    const alive = [cloud.isLive(mine.accessToken), cloud.isLive(neighbour.accessToken)];
    const refused = await refresh(mine.refreshToken);
    const later = await refresh(cloud.issueGrant({ principal: 'p-1' }).refreshToken);

    expect(alive).toEqual([false, true]);
    expect([refused.status, later.status]).toEqual([400, 200]);
    expect(cloud.counts.reused).toBe(0);
  });

  test('access-revoked ends the access token that the principal holds, and spends no refresh token', async () => {
    const mine = cloud.issueGrant({ principal: 'p-1' });
    const neighbour = cloud.issueGrant({ principal: 'p-2' });

    cloud.faults.set({ kind: 'access-revoked' }, { principal: 'p-1' });
    const alive = [cloud.isLive(mine.accessToken), cloud.isLive(neighbour.accessToken)];
    const renewed = await refresh(mine.refreshToken);

    expect(alive).toEqual([false, true]);
    expect(renewed.status).toBe(200);
    expect(cloud.isLive(String(renewed.json().access_token))).toBe(true);
  });

  test('secret-changed wants the new secret and no other', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'secret-changed', secret: 'the new one' });

    const old = await refresh(refreshToken);
    const renewed = await refresh(refreshToken, { client_secret: 'the new one' });

    expect(old.json().error).toBe('invalid_client');
    expect(renewed.status).toBe(200);
  });

  test('secret-changed without a secret takes none', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    cloud.faults.set({ kind: 'secret-changed' });

    const heard = await refresh(refreshToken);

    expect(heard.json().error).toBe('invalid_client');
  });

  test('a fault that the cloud does not have is refused when it is set', () => {
    expect(() => cloud.faults.set({ kind: 'frozen' })).toThrow('frozen');
  });
});

describe('whom a fault meets', () => {
  const broken = (status: number): Fault => ({ kind: 'status', status });

  test('the narrowest target strikes, others are met by the wider one', async () => {
    const other = await cloud.registerApp('other');
    const grants = {
      narrow: cloud.issueGrant({ principal: 'p-1' }),
      app: cloud.issueGrant({ principal: 'p-2' }),
      all: cloud.issueGrant({ principal: 'p-3', app: 'other' }),
    };
    cloud.faults.set(broken(500));
    cloud.faults.set(broken(503), { app: 'dkn' });
    cloud.faults.set(broken(504), { principal: 'p-1' });

    const heard = await Promise.all([
      refresh(grants.narrow.refreshToken),
      refresh(grants.app.refreshToken),
      refresh(grants.all.refreshToken, { client_id: other.client_id, client_secret: other.client_secret }),
    ]);

    expect(heard.map(({ status }) => status)).toEqual([504, 503, 500]);
  });

  test('remaining counts strikes, and clear ends one target or all', async () => {
    const { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
    const statuses: number[] = [];
    const askOnce = async () => statuses.push((await refresh(refreshToken)).status);

    cloud.faults.set(broken(500));
    cloud.faults.set(broken(503), { principal: 'p-1', remaining: 2 });
    await askOnce();
    await askOnce();
    await askOnce();
    cloud.faults.set(broken(504), { principal: 'p-1' });
    cloud.faults.clear({ principal: 'p-1' });
    await askOnce();
    cloud.faults.clear();
    await askOnce();

    expect(statuses).toEqual([503, 503, 500, 500, 200]);
  });
});

describe('closing', () => {
  test('ends hanging and dripping requests, and frees the port', async () => {
    const hanging = cloud.issueGrant({ principal: 'p-1' });
    const dripping = cloud.issueGrant({ principal: 'p-2' });
    cloud.faults.set({ kind: 'hang' }, { principal: 'p-1' });
    cloud.faults.set({ kind: 'slow', msPerByte: 1_000 }, { principal: 'p-2' });
    const under = [statusOf(refresh(hanging.refreshToken)), statusOf(refresh(dripping.refreshToken))];
    await callsAt(2);

    await cloud.close();

    expect(await Promise.all(under)).toEqual([LOST, LOST]);
    expect(await statusOf(refresh(hanging.refreshToken))).toBe(LOST);
  });
});
