import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openFleetPage } from '../../../local/page/fleet-page.ts';
import { DATA } from '../../../local/page/page-view.ts';
import { type PageServer, servePage } from '../../../local/page/server.ts';
import { aSnapshot } from '../live/a-snapshot.ts';

const running: PageServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const serve = async (fleet: () => object | undefined = () => ({ at: 1 })): Promise<PageServer> => {
  const server = await servePage({ fleet, cloudWatch: () => ({ widgets: [] }) });
  running.push(server);
  return server;
};

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** By `node:http`, since `fetch` sets the Host header itself. */
const ask = async (url: string, method = 'GET', headers: Record<string, string> = {}): Promise<Reply> => {
  const asked = request(url, { method, headers, agent: false }).end();
  const [response] = await once(asked, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
};

describe('the server of the page', () => {
  test('serves the page, its script in one piece, its style, and the library that draws', async () => {
    const { url } = await serve();

    const [page, script, style, library] = await Promise.all(
      ['', 'page.js', 'page.css', 'echarts.js'].map((path) => ask(url + path)),
    );

    expect(page?.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page?.body).toContain('<script type="module" src="/page.js">');
    expect(script?.body).toContain('/echarts.js');
    expect(script?.body).not.toMatch(/^import .* from "\.\.?\//m);
    expect(style?.body).toContain('prefers-color-scheme');
    expect(style?.body).not.toContain('@import');
    expect(library?.body.length).toBeGreaterThan(500_000);
  });

  test.each(['127.0.0.1', 'localhost', 'LOCALHOST:4601', '[::1]:9', '127.0.0.1:4601'])(
    'answers who asks for this machine as %s',
    async (host) => {
      const { url } = await serve();

      expect((await ask(url + DATA.fleet.slice(1), 'GET', { host })).status).toBe(200);
    },
  );

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:4601', '192.168.1.2'])(
    'refuses a name that was made to point here: "%s"',
    async (host) => {
      const { url } = await serve();

      const { status, body } = await ask(url + DATA.fleet.slice(1), 'GET', { host });

      expect(status).toBe(403);
      expect(body).not.toContain('"at"');
    },
  );

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('is for reading: refuses %s', async (method) => {
    const { url } = await serve();

    const { status, headers } = await ask(url, method);

    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('answers HEAD as GET, without the body', async () => {
    const { url } = await serve();

    const [head, get] = [await ask(url, 'HEAD'), await ask(url)];

    expect(head.body).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  test.each(['', 'page.js', 'fleet.json', 'cloudwatch.json', 'none'])(
    'forbids on /%s what a page of ours never does, and that anything is stored',
    async (path) => {
      const { url } = await serve();

      const { headers } = await ask(url + path);

      const policy = headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  test.each(['../package.json', '..%2fpackage.json', 'main.ts', '__proto__', 'constructor'])(
    'knows no page /%s',
    async (path) => {
      const { url } = await serve();

      expect((await ask(`${url}${path}`)).status).toBe(404);
    },
  );

  test('says that nothing is new to who has it already', async () => {
    let at = 1;
    const { url } = await serve(() => ({ at }));
    const first = await ask(`${url}fleet.json`);

    const same = await ask(`${url}fleet.json`, 'GET', { 'if-none-match': first.headers.etag ?? '' });
    at = 2;
    const other = await ask(`${url}fleet.json`, 'GET', { 'if-none-match': '"another"' });

    expect([same.status, same.body]).toEqual([304, '']);
    expect(other.status).toBe(200);
  });

  test('has null for what there is not yet', async () => {
    const { url } = await serve(() => undefined);

    expect((await ask(`${url}fleet.json`)).body).toBe('null');
  });

  test('answers 500 where the view cannot be made, names nothing, and goes on', async () => {
    const { url } = await serve(() => {
      throw new Error('a secret');
    });

    const { status, body } = await ask(`${url}fleet.json`);

    expect(status).toBe(500);
    expect(body).not.toContain('secret');
    expect((await ask(url)).status).toBe(200);
  });

  test('works a view out once for all that ask within a second', async () => {
    let made = 0;
    const { url } = await serve(() => ({ made: ++made }));

    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(`${url}fleet.json`)));

    expect(new Set(replies.map(({ body }) => body))).toEqual(new Set(['{"made":1}']));
  });

  test('listens on loopback alone', async () => {
    const { url } = await serve();
    const outside = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');

    const socket = connect(Number(new URL(url).port), outside?.address ?? '127.0.0.2');
    const [answer] = await Promise.race([once(socket, 'error'), once(socket, 'connect')]);
    socket.destroy();

    expect(answer).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('ends every connection when it ends', async () => {
    const server = await servePage({ fleet: () => ({}), cloudWatch: () => ({}) });
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');

    await server.close();
    await closed;

    await expect(ask(server.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the page of a fleet', () => {
  test('takes the port after that of AWS, or another where that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const open = () =>
      openFleetPage({ nextTo: port - 1, tempo: 12, troubled: [], cloudWatch: () => undefined });

    const second = await open();
    taken.close();
    await once(taken, 'close');
    const first = await open();
    const urls = [first.url, second.url];
    await Promise.all([first.close(), second.close()]);

    expect(urls[0]).toBe(`http://127.0.0.1:${port}/`);
    expect(urls[1]).not.toBe(urls[0]);
  });

  test('tells what was shown last, how fast it lives, and who is in trouble on purpose', async () => {
    const page = await openFleetPage({ tempo: 12, troubled: ['home-4'], cloudWatch: () => undefined });

    page.show(aSnapshot());
    const { body } = await ask(`${page.url}fleet.json`);
    await page.close();

    expect(JSON.parse(body)).toEqual({ ...aSnapshot(), tempo: 12, troubled: ['home-4'] });
  });
});
