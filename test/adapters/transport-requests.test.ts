import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createTransport } from '../../lambdas/adapters/transport.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import { HttpsClouds, LIMITS, post, unanswered, yes } from './https-clouds.ts';

let clouds: HttpsClouds;
beforeAll(async () => {
  clouds = await HttpsClouds.found();
});
afterEach(() => {
  clouds.stop();
});

describe('a request', () => {
  test('is posted with its headers and body, asking for no compression', async () => {
    let got: object = {};
    const { url } = await clouds.start(async (incoming, response) => {
      got = {
        method: incoming.method,
        url: incoming.url,
        headers: incoming.headers,
        body: await text(incoming),
      };
      response.end();
    });
    const request = post(url, {
      headers: { Authorization: confidential('Basic c2VjcmV0'), Accept: 'application/json' },
      body: confidential('{"name":"Zoë"}'),
    });

    await createTransport().send(request, clouds.trusted(), LIMITS);

    expect(got).toMatchObject({
      method: 'POST',
      url: '/token',
      body: '{"name":"Zoë"}',
      headers: {
        authorization: 'Basic c2VjcmV0',
        accept: 'application/json',
        'accept-encoding': 'identity',
        'content-length': '15',
      },
    });
  });

  test.each(['http://127.0.0.1/token', 'ftp://127.0.0.1/token', 'cloud/token', ''])(
    'is refused unless its address is an https URL: %p',
    async (url) => {
      const sending = await createTransport().send(post(url), {}, LIMITS);

      expect(sending).toEqual(unanswered('not-https', false));
    },
  );

  test('is not sent with a header that HTTP does not allow', async () => {
    const { url, seen } = await clouds.start(yes);
    const request = post(url, { headers: { Authorization: confidential('two\r\nlines') } });

    const sending = await createTransport().send(request, clouds.trusted(), LIMITS);

    expect(sending).toEqual(unanswered('unreachable', false));
    expect(seen.requests).toBe(0);
  });
});
