import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { isLoopback, openLoopback } from '../../cli/authorize/loopback.ts';

const WAIT = 2_000;
const STATE = 's-1';

/** One request, whose Host header may be another's. */
const get = (url: string, { method = 'GET', host }: { method?: string; host?: string } = {}) =>
  new Promise<{ status: number | undefined; headers: object; body: string }>((resolve, reject) => {
    const sent = request(
      url,
      { method, agent: false, ...(host && { headers: { host } }) },
      async (response) =>
        resolve({ status: response.statusCode, headers: response.headers, body: await text(response) }),
    );
    sent.on('error', reject).end();
  });

describe('the listener for a browser', () => {
  test('takes one request at its path, and answers with a page on which nothing runs', async () => {
    const loopback = await openLoopback('http://127.0.0.1/callback', STATE);
    const arrival = loopback.arrival(WAIT);

    const page = await get(`${loopback.redirectUri}?code=c-1&state=s-1`);
    const query = await arrival;

    await loopback.close();
    expect(Object.fromEntries(query ?? [])).toEqual({ code: 'c-1', state: 's-1' });
    expect(page).toMatchObject({
      status: 200,
      headers: { 'content-security-policy': "default-src 'none'", 'cache-control': 'no-store' },
    });
    expect(page.body).toContain('You are back');
    expect(page.body).not.toMatch(/<script|c-1|s-1/);
  });

  test.each([
    ['another path', (uri: string) => get(`${new URL(uri).origin}/favicon.ico?code=x&state=s-1`), 404],
    ['another method', (uri: string) => get(`${uri}?code=x&state=s-1`, { method: 'POST' }), 404],
    [
      'another name for this machine',
      (uri: string) => get(`${uri}?code=x&state=s-1`, { host: 'evil.example' }),
      421,
    ],
    ['another state', (uri: string) => get(`${uri}?code=x&state=s-2`), 400],
    ['no state', (uri: string) => get(`${uri}?code=x`), 400],
    ['two states', (uri: string) => get(`${uri}?code=x&state=s-1&state=s-2`), 400],
    ['nothing but the path', get, 400],
  ])('goes on waiting after a request by %s', async (_, stray, status) => {
    const loopback = await openLoopback('http://127.0.0.1/callback', STATE);
    const arrival = loopback.arrival(WAIT);

    const answered = await stray(loopback.redirectUri);
    await get(`${loopback.redirectUri}?code=right&state=s-1`);
    const query = await arrival;

    await loopback.close();
    expect(answered.status).toBe(status);
    expect(query?.get('code')).toBe('right');
  });

  test('takes no second request', async () => {
    const loopback = await openLoopback('http://127.0.0.1/callback', STATE);
    const arrival = loopback.arrival(WAIT);

    await get(`${loopback.redirectUri}?code=first&state=s-1`);
    const second = await get(`${loopback.redirectUri}?code=second&state=s-1`);

    await loopback.close();
    expect(second.status).toBe(404);
    expect((await arrival)?.get('code')).toBe('first');
  });

  test('does not wait for ever', async () => {
    const loopback = await openLoopback('http://127.0.0.1/callback', STATE);

    const query = await loopback.arrival(1);

    await loopback.close();
    expect(query).toBeUndefined();
  });

  test('keeps a redirect URI with a port as it is registered, and says where the port is taken', async () => {
    const first = await openLoopback('http://127.0.0.1/x?y=1', STATE);
    const taken = openLoopback(first.redirectUri, STATE);

    await expect(taken).rejects.toThrow('nobody can listen at the port of --redirect-uri (EADDRINUSE)');
    await first.close();
    const again = await openLoopback(first.redirectUri, STATE);

    await again.close();
    expect(first.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/x\?y=1$/);
    expect(again.redirectUri).toBe(first.redirectUri);
  });

  test.each(['https://127.0.0.1/', 'http://localhost/', 'http://0.0.0.0/', 'http://127.0.0.1.example/', 'x'])(
    'is not for %s',
    (uri) => {
      expect(isLoopback(uri)).toBe(false);
    },
  );
});
