import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTransport } from '../../lambdas/adapters/transport.ts';
import { askInAProcess } from '../hostile/ask-in-a-process.ts';
import { answered, closed, HttpsClouds, LIMITS, post, unanswered, yes } from './https-clouds.ts';

let clouds: HttpsClouds;
beforeAll(async () => {
  clouds = await HttpsClouds.found();
});
afterEach(() => {
  jest.restoreAllMocks();
  clouds.stop();
});

describe('a connection', () => {
  test('that is refused took nothing', async () => {
    const closed = createTcpServer();
    const port = await clouds.listen(closed);
    closed.close();
    await once(closed, 'close');

    const sending = await createTransport().send(
      post(`https://127.0.0.1:${port}/`),
      clouds.trusted(),
      LIMITS,
    );

    expect(sending).toEqual(unanswered('connection-refused', false));
  });

  test('that is reset during the handshake took nothing', async () => {
    const port = await clouds.listen(
      createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    );

    const sending = await createTransport().send(
      post(`https://127.0.0.1:${port}/`),
      clouds.trusted(),
      LIMITS,
    );

    expect(sending).toEqual(unanswered('tls-failed', false));
  });

  test('to a server that speaks no TLS took nothing', async () => {
    const port = await clouds.listen(
      createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );

    const sending = await createTransport().send(
      post(`https://127.0.0.1:${port}/`),
      clouds.trusted(),
      LIMITS,
    );

    expect(sending).toEqual(unanswered('tls-failed', false));
  });

  test('below TLS 1.2 does not come about', async () => {
    const { url, seen } = await clouds.start(yes, {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(unanswered('tls-failed', false));
    expect(seen.requests).toBe(0);
  });

  test('that ends before the reply leaves the request in doubt', async () => {
    const { url } = await clouds.start((incoming) => incoming.socket.destroy());

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(unanswered('connection-lost', true));
  });

  test('that ends in the middle of the reply leaves the request in doubt', async () => {
    const { url } = await clouds.start((incoming, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{"access_token":', () => incoming.socket.destroy());
    });

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(unanswered('connection-lost', true));
  });

  test('that was kept alive and is reset on its second request leaves that one in doubt, and is not tried again', async () => {
    const { url, seen } = await clouds.start((incoming, response) => {
      if (seen.requests === 1) response.end('yes');
      else incoming.socket.destroy();
    });
    const transport = createTransport();

    const first = await transport.send(post(url), clouds.trusted(), LIMITS);
    const second = await transport.send(post(url), clouds.trusted(), LIMITS);

    expect(first).toEqual(answered({ status: 200 }));
    expect(second).toEqual(unanswered('connection-lost', true));
    expect(seen.connections).toHaveLength(1);
    expect(seen.requests).toBe(2);
  });

  test('is used again by the same identity', async () => {
    const { url, seen } = await clouds.start(yes);
    const transport = createTransport();

    await transport.send(post(url), clouds.identified(), LIMITS);
    await transport.send(post(url), clouds.identified(), LIMITS);

    expect(seen.requests).toBe(2);
    expect(seen.connections).toHaveLength(1);
  });

  test('is never used by another identity', async () => {
    const { url, seen } = await clouds.start(yes);
    const transport = createTransport();

    await transport.send(post(url), clouds.trusted(), LIMITS);
    await transport.send(post(url), clouds.identified(), LIMITS);

    expect(seen.connections).toHaveLength(2);
  });

  test('is closed once it has been idle', async () => {
    const { url, seen } = await clouds.start(yes);

    await createTransport({ idleMs: 50 }).send(post(url), clouds.trusted(), LIMITS);

    await closed(seen.connections[0]);
  });

  test('is not used again after a freeze that stopped the timers but not the clock', async () => {
    const { url, seen } = await clouds.start(yes);
    const transport = createTransport();

    await transport.send(post(url), clouds.trusted(), LIMITS);
    const thawed = Date.now() + 55_000;
    jest.spyOn(Date, 'now').mockReturnValue(thawed);
    await transport.send(post(url), clouds.trusted(), LIMITS);

    expect(seen.requests).toBe(2);
    expect(seen.connections).toHaveLength(2);
  });

  test('that is kept alive does not hold its process', async () => {
    const { url, seen } = await clouds.start(yes);
    const errand = { urls: [url], ca: clouds.authority.certificate, totalMs: 5_000, idleMs: 60_000 };

    const [result] = await askInAProcess(errand);

    expect(result?.sending).toEqual(answered({ body: 'yes' }));
    expect(seen.connections).toHaveLength(1);
  });

  test('of the identity longest unused is closed when there are too many, but not under a request', async () => {
    const held: Parameters<RequestListener>[1][] = [];
    const { url, seen } = await clouds.start((_incoming, response) => {
      if (seen.requests === 2) held.push(response);
      else response.end('yes');
    });
    const transport = createTransport({ identities: 1, idleMs: 60_000 });
    await transport.send(post(url), clouds.trusted(), LIMITS);

    const slow = transport.send(post(url), clouds.trusted(), LIMITS);
    while (held.length === 0) await new Promise(setImmediate);
    await transport.send(post(url), clouds.identified(), LIMITS);
    held[0]?.end('slow');
    const sending = await slow;

    expect(sending).toEqual(answered({ body: 'slow' }));
    await closed(seen.connections[0]);
  });
});
