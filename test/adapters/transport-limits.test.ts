import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createTransport } from '../../lambdas/adapters/transport.ts';
import { answered, HttpsClouds, LIMITS, post, unanswered } from './https-clouds.ts';

let clouds: HttpsClouds;
beforeAll(async () => {
  clouds = await HttpsClouds.found();
});
afterEach(() => {
  clouds.stop();
});

const never: RequestListener = () => {};

describe('a limit', () => {
  test('of the connection holds for a TLS handshake that never comes, and nothing was sent', async () => {
    const port = await clouds.listen(createTcpServer());
    const limits = { totalMs: 5_000, connectMs: 100 };

    const sending = await createTransport().send(
      post(`https://127.0.0.1:${port}/`),
      clouds.trusted(),
      limits,
    );

    expect(sending).toEqual(unanswered('connect-timeout', false));
  });

  test('of the whole holds for the connection too', async () => {
    const port = await clouds.listen(createTcpServer());
    const limits = { totalMs: 100, connectMs: 5_000 };

    const sending = await createTransport().send(
      post(`https://127.0.0.1:${port}/`),
      clouds.trusted(),
      limits,
    );

    expect(sending).toEqual(unanswered('connect-timeout', false));
  });

  test('of the connection does not hurry the reply', async () => {
    const { url } = await clouds.start((_incoming, response) => setTimeout(() => response.end('late'), 250));
    const limits = { totalMs: 5_000, connectMs: 200 };

    const sending = await createTransport().send(post(url), clouds.trusted(), limits);

    expect(sending).toEqual(answered({ body: 'late' }));
  });

  test('of idle connections does not hurry the reply either', async () => {
    const { url } = await clouds.start((_incoming, response) => setTimeout(() => response.end('late'), 150));

    const sending = await createTransport({ idleMs: 30 }).send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(answered({ body: 'late' }));
  });

  test('of the whole holds for a cloud that says nothing', async () => {
    const { url } = await clouds.start(never);

    const sending = await createTransport().send(post(url), clouds.trusted(), {
      totalMs: 150,
      connectMs: 5_000,
    });

    expect(sending).toEqual(unanswered('reply-timeout', true));
  });

  test('of the whole holds for a reply that drips', async () => {
    const { url } = await clouds.start((_incoming, response) => {
      response.writeHead(200, { 'Content-Length': 1_000 });
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });

    const sending = await createTransport().send(post(url), clouds.trusted(), {
      totalMs: 200,
      connectMs: 5_000,
    });

    expect(sending).toEqual(unanswered('reply-timeout', true));
  });
});
