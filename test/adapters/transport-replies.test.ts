import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createTransport } from '../../lambdas/adapters/transport.ts';
import { answered, closed, HttpsClouds, LIMITS, post, unanswered, yes } from './https-clouds.ts';

let clouds: HttpsClouds;
beforeAll(async () => {
  clouds = await HttpsClouds.found();
});
afterEach(() => {
  clouds.stop();
});

describe('a reply', () => {
  test('is given whole: status, headers in lower case and joined, body, time', async () => {
    const before = Date.now();
    const { url } = await clouds.start((_incoming, response) => {
      response.writeHead(
        429,
        [
          ['Retry-After', '60'],
          ['X-Seen', 'a'],
          ['X-Seen', 'b'],
          ['Set-Cookie', 'c=1'],
          ['Set-Cookie', 'd=2'],
        ].flat(),
      );
      response.end('{"error":"slow_down"}');
    });

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toMatchObject({
      kind: 'answered',
      reply: {
        status: 429,
        headers: { 'retry-after': '60', 'x-seen': 'a, b', 'set-cookie': 'c=1, d=2' },
        body: '{"error":"slow_down"}',
      },
    });
    const receivedAt = sending.kind === 'answered' ? sending.reply.receivedAt : 0;
    expect(receivedAt).toBeGreaterThanOrEqual(before);
    expect(receivedAt).toBeLessThanOrEqual(Date.now());
  });

  test.each([301, 302, 307, 308])('that redirects is the answer, and is not followed: %i', async (status) => {
    const elsewhere = await clouds.start(yes);
    const { url } = await clouds.start((_incoming, response) =>
      response.writeHead(status, { Location: elsewhere.url }).end(),
    );

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(answered({ status }));
    expect(elsewhere.seen.requests).toBe(0);
  });

  test('that is compressed in spite of our asking is not decoded', async () => {
    const { url } = await clouds.start((_incoming, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"access_token":"t"}')),
    );

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(answered({ status: 200, body: expect.not.stringContaining('access_token') }));
  });

  test('is read as UTF-8, without its byte order mark and with what is no UTF-8 replaced', async () => {
    const { url } = await clouds.start((_incoming, response) =>
      response.end(Buffer.concat([Buffer.from('\uFEFFZoë '), Buffer.from([0xff])])),
    );

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(answered({ body: 'Zoë \uFFFD' }));
  });

  test.each([
    ['with its length', (response: Parameters<RequestListener>[1], body: string) => response.end(body)],
    [
      'in chunks',
      (response: Parameters<RequestListener>[1], body: string) => {
        response.write(body.slice(0, 10));
        response.end(body.slice(10));
      },
    ],
  ])('of 64 KiB is read, and a byte more is too large: sent %s', async (_way, respond) => {
    let bytes = 65_536;
    const { url } = await clouds.start((_incoming, response) => respond(response, 'x'.repeat(bytes)));
    const transport = createTransport();

    const atTheLimit = await transport.send(post(url), clouds.trusted(), LIMITS);
    bytes += 1;
    const overIt = await transport.send(post(url), clouds.trusted(), LIMITS);

    expect(atTheLimit).toEqual(answered({ body: 'x'.repeat(65_536) }));
    expect(overIt).toEqual(unanswered('reply-too-large', true));
  });

  test('that never ends is cut off at the limit of its size', async () => {
    const { url, seen } = await clouds.start((_incoming, response) => {
      const pour = () => {
        while (response.write('x'.repeat(10_000)));
      };
      response.on('drain', pour);
      pour();
    });

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(unanswered('reply-too-large', true));
    await closed(seen.connections[0]);
  });
});
