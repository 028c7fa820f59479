import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTransport } from '../../lambdas/adapters/transport.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { TlsIdentity, TokenRequest } from '../../lambdas/core/protocols/protocol.ts';
import { type Authority, createAuthority, type IssuedCertificate } from '../../local/clouds/authority.ts';

const LIMITS = { totalMs: 5_000, connectMs: 5_000 };

let authority: Authority;
let server: IssuedCertificate;
let client: IssuedCertificate;

beforeAll(async () => {
  authority = await createAuthority('Cloud Authority');
  server = await authority.issue({ commonName: 'cloud', altNames: ['127.0.0.1'] });
  client = await authority.issue({ commonName: 'integrator', client: true });
});

const open = new Set<{ server: Server; sockets: Set<Socket> }>();

afterEach(() => {
  jest.restoreAllMocks();
  for (const { server, sockets } of open) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
  open.clear();
});

const listen = async (listener: Server): Promise<number> => {
  const sockets = new Set<Socket>();
  listener.on('connection', (socket) => sockets.add(socket));
  open.add({ server: listener, sockets });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return (listener.address() as AddressInfo).port;
};

/** A real https server that counts what reaches it. */
const cloud = async (listener: RequestListener, tls: ServerOptions = {}) => {
  const seen = { requests: 0, connections: [] as TLSSocket[] };
  const https = createHttpsServer(
    { cert: server.certificate, key: server.key, ...tls },
    (incoming, response) => {
      seen.requests += 1;
      listener(incoming, response);
    },
  );
  // It never closes an idle connection of its own accord, so a test that sees one closed has seen the client do it.
  https.keepAliveTimeout = 60_000;
  https.on('secureConnection', (socket) => seen.connections.push(socket));
  const port = await listen(https);
  return { url: `https://127.0.0.1:${port}/token`, seen };
};

/** Waits for the client to leave, by whatever way; the test runs into its time limit if it stays. */
const closed = async (connection: TLSSocket | undefined): Promise<void> => {
  if (connection === undefined) throw new Error('there was no connection');
  if (!connection.closed) await new Promise((resolve) => connection.once('close', resolve));
};

const post = (url: string, wish: Partial<TokenRequest> = {}): TokenRequest => ({
  asked: 'refresh',
  url,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: confidential('grant_type=refresh_token'),
  ...wish,
});

const trusted = (wish: TlsIdentity = {}): TlsIdentity => ({ ca: authority.certificate, ...wish });
const identified = (by: IssuedCertificate): TlsIdentity =>
  trusted({ certificate: by.certificate, key: confidential(by.key) });

const unanswered = (code: string, sent: boolean) => ({ kind: 'unanswered', failure: { code, sent } });
const answered = (reply: object) => ({ kind: 'answered', reply: expect.objectContaining(reply) });

const yes: RequestListener = (_incoming, response) => response.end('yes');
const never: RequestListener = () => {};

describe('a request', () => {
  test('is posted with its headers and body, asking for no compression', async () => {
    let got: object = {};
    const { url } = await cloud(async (incoming, response) => {
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

    await createTransport().send(request, trusted(), LIMITS);

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
    const { url, seen } = await cloud(yes);
    const request = post(url, { headers: { Authorization: confidential('two\r\nlines') } });

    const sending = await createTransport().send(request, trusted(), LIMITS);

    expect(sending).toEqual(unanswered('unreachable', false));
    expect(seen.requests).toBe(0);
  });
});

describe('a reply', () => {
  test('is given whole: status, headers in lower case and joined, body, time', async () => {
    const before = Date.now();
    const { url } = await cloud((_incoming, response) => {
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

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

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
    const elsewhere = await cloud(yes);
    const { url } = await cloud((_incoming, response) =>
      response.writeHead(status, { Location: elsewhere.url }).end(),
    );

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

    expect(sending).toEqual(answered({ status }));
    expect(elsewhere.seen.requests).toBe(0);
  });

  test('that is compressed in spite of our asking is not decoded', async () => {
    const { url } = await cloud((_incoming, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"access_token":"t"}')),
    );

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

    expect(sending).toEqual(answered({ status: 200, body: expect.not.stringContaining('access_token') }));
  });

  test('is read as UTF-8, without its byte order mark and with what is no UTF-8 replaced', async () => {
    const { url } = await cloud((_incoming, response) =>
      response.end(Buffer.concat([Buffer.from('\uFEFFZoë '), Buffer.from([0xff])])),
    );

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

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
    const { url } = await cloud((_incoming, response) => respond(response, 'x'.repeat(bytes)));
    const transport = createTransport();

    const atTheLimit = await transport.send(post(url), trusted(), LIMITS);
    bytes += 1;
    const overIt = await transport.send(post(url), trusted(), LIMITS);

    expect(atTheLimit).toEqual(answered({ body: 'x'.repeat(65_536) }));
    expect(overIt).toEqual(unanswered('reply-too-large', true));
  });

  test('that never ends is cut off at the limit of its size', async () => {
    const { url, seen } = await cloud((_incoming, response) => {
      const pour = () => {
        while (response.write('x'.repeat(10_000)));
      };
      response.on('drain', pour);
      pour();
    });

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

    expect(sending).toEqual(unanswered('reply-too-large', true));
    await closed(seen.connections[0]);
  });
});

describe('a limit', () => {
  test('of the connection holds for a TLS handshake that never comes, and nothing was sent', async () => {
    const port = await listen(createTcpServer());
    const limits = { totalMs: 5_000, connectMs: 100 };

    const sending = await createTransport().send(post(`https://127.0.0.1:${port}/`), trusted(), limits);

    expect(sending).toEqual(unanswered('connect-timeout', false));
  });

  test('of the whole holds for the connection too', async () => {
    const port = await listen(createTcpServer());
    const limits = { totalMs: 100, connectMs: 5_000 };

    const sending = await createTransport().send(post(`https://127.0.0.1:${port}/`), trusted(), limits);

    expect(sending).toEqual(unanswered('connect-timeout', false));
  });

  test('of the connection does not hurry the reply', async () => {
    const { url } = await cloud((_incoming, response) => setTimeout(() => response.end('late'), 250));
    const limits = { totalMs: 5_000, connectMs: 200 };

    const sending = await createTransport().send(post(url), trusted(), limits);

    expect(sending).toEqual(answered({ body: 'late' }));
  });

  test('of idle connections does not hurry the reply either', async () => {
    const { url } = await cloud((_incoming, response) => setTimeout(() => response.end('late'), 150));

    const sending = await createTransport({ idleMs: 30 }).send(post(url), trusted(), LIMITS);

    expect(sending).toEqual(answered({ body: 'late' }));
  });

  test('of the whole holds for a cloud that says nothing', async () => {
    const { url } = await cloud(never);

    const sending = await createTransport().send(post(url), trusted(), { totalMs: 150, connectMs: 5_000 });

    expect(sending).toEqual(unanswered('reply-timeout', true));
  });

  test('of the whole holds for a reply that drips', async () => {
    const { url } = await cloud((_incoming, response) => {
      response.writeHead(200, { 'Content-Length': 1_000 });
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });

    const sending = await createTransport().send(post(url), trusted(), { totalMs: 200, connectMs: 5_000 });

    expect(sending).toEqual(unanswered('reply-timeout', true));
  });
});

describe('a connection', () => {
  test('that is refused took nothing', async () => {
    const closed = createTcpServer();
    const port = await listen(closed);
    closed.close();
    await once(closed, 'close');

    const sending = await createTransport().send(post(`https://127.0.0.1:${port}/`), trusted(), LIMITS);

    expect(sending).toEqual(unanswered('connection-refused', false));
  });

  test('that is reset during the handshake took nothing', async () => {
    const port = await listen(
      createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    );

    const sending = await createTransport().send(post(`https://127.0.0.1:${port}/`), trusted(), LIMITS);

    expect(sending).toEqual(unanswered('tls-failed', false));
  });

  test('to a server that speaks no TLS took nothing', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));

    const sending = await createTransport().send(post(`https://127.0.0.1:${port}/`), trusted(), LIMITS);

    expect(sending).toEqual(unanswered('tls-failed', false));
  });

  test('below TLS 1.2 does not come about', async () => {
    const { url, seen } = await cloud(yes, {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

    expect(sending).toEqual(unanswered('tls-failed', false));
    expect(seen.requests).toBe(0);
  });

  test('that ends before the reply leaves the request in doubt', async () => {
    const { url } = await cloud((incoming) => incoming.socket.destroy());

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

    expect(sending).toEqual(unanswered('connection-lost', true));
  });

  test('that ends in the middle of the reply leaves the request in doubt', async () => {
    const { url } = await cloud((incoming, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{"access_token":', () => incoming.socket.destroy());
    });

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

    expect(sending).toEqual(unanswered('connection-lost', true));
  });

  test('that was kept alive and is reset on its second request leaves that one in doubt, and is not tried again', async () => {
    const { url, seen } = await cloud((incoming, response) => {
      if (seen.requests === 1) response.end('yes');
      else incoming.socket.destroy();
    });
    const transport = createTransport();

    const first = await transport.send(post(url), trusted(), LIMITS);
    const second = await transport.send(post(url), trusted(), LIMITS);

    expect(first).toEqual(answered({ status: 200 }));
    expect(second).toEqual(unanswered('connection-lost', true));
    expect(seen.connections).toHaveLength(1);
    expect(seen.requests).toBe(2);
  });

  test('is used again by the same identity', async () => {
    const { url, seen } = await cloud(yes);
    const transport = createTransport();

    await transport.send(post(url), identified(client), LIMITS);
    await transport.send(post(url), identified(client), LIMITS);

    expect(seen.requests).toBe(2);
    expect(seen.connections).toHaveLength(1);
  });

  test('is never used by another identity', async () => {
    const { url, seen } = await cloud(yes);
    const transport = createTransport();

    await transport.send(post(url), trusted(), LIMITS);
    await transport.send(post(url), identified(client), LIMITS);

    expect(seen.connections).toHaveLength(2);
  });

  test('is closed once it has been idle', async () => {
    const { url, seen } = await cloud(yes);

    await createTransport({ idleMs: 50 }).send(post(url), trusted(), LIMITS);

    await closed(seen.connections[0]);
  });

  test('is not used again after a freeze that stopped the timers but not the clock', async () => {
    const { url, seen } = await cloud(yes);
    const transport = createTransport();

    await transport.send(post(url), trusted(), LIMITS);
    const thawed = Date.now() + 55_000;
    jest.spyOn(Date, 'now').mockReturnValue(thawed);
    await transport.send(post(url), trusted(), LIMITS);

    expect(seen.requests).toBe(2);
    expect(seen.connections).toHaveLength(2);
  });

  test('of the identity longest unused is closed when there are too many, but not under a request', async () => {
    const held: Parameters<RequestListener>[1][] = [];
    const { url, seen } = await cloud((_incoming, response) => {
      if (seen.requests === 2) held.push(response);
      else response.end('yes');
    });
    const transport = createTransport({ identities: 1, idleMs: 60_000 });
    await transport.send(post(url), trusted(), LIMITS);

    const slow = transport.send(post(url), trusted(), LIMITS);
    while (held.length === 0) await new Promise(setImmediate);
    await transport.send(post(url), identified(client), LIMITS);
    held[0]?.end('slow');
    const sending = await slow;

    expect(sending).toEqual(answered({ body: 'slow' }));
    await closed(seen.connections[0]);
  });
});

describe("the server's certificate", () => {
  test('of a private authority is accepted where the app trusts it', async () => {
    const { url } = await cloud(yes);

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

    expect(sending).toEqual(answered({ body: 'yes' }));
  });

  test.each([
    ['by an authority that the app does not name', () => ({}), () => server],
    [
      'by another authority than the one that the app names',
      async () => ({ ca: (await createAuthority('Other')).certificate }),
      () => server,
    ],
    [
      'that has expired',
      trusted,
      () =>
        authority.issue({
          commonName: 'cloud',
          altNames: ['127.0.0.1'],
          notBefore: new Date('2016-05-04'),
          notAfter: new Date('2026-05-02'),
        }),
    ],
    [
      'for another host',
      trusted,
      () => authority.issue({ commonName: 'b', altNames: ['secret-host.example'] }),
    ],
    [
      'for clients',
      trusted,
      () => authority.issue({ commonName: 'c', altNames: ['127.0.0.1'], client: true }),
    ],
  ])('%s ends the connection before anything is sent', async (_what, trust, issue) => {
    const { certificate, key } = await issue();
    const { url, seen } = await cloud(yes, { cert: certificate, key });

    const sending = await createTransport().send(post(url), await trust(), LIMITS);

    expect(sending).toEqual(unanswered('server-certificate-invalid', false));
    expect(seen.requests).toBe(0);
    expect(inspect(sending)).not.toContain('secret-host');
  });

  test.each(['platform.example', '192.0.2.7'])(
    'may carry the name %s that the app gives in place of the host',
    async (serverName) => {
      const { certificate, key } = await authority.issue({ commonName: 'platform', altNames: [serverName] });
      const { url } = await cloud(yes, { cert: certificate, key });
      const transport = createTransport();

      const named = await transport.send(post(url), trusted({ serverName }), LIMITS);
      const misnamed = await transport.send(post(url), trusted({ serverName: 'other.example' }), LIMITS);

      expect(named).toEqual(answered({ body: 'yes' }));
      expect(misnamed).toEqual(unanswered('server-certificate-invalid', false));
    },
  );

  test('is asked for by the name that the app gives', async () => {
    const { certificate, key } = await authority.issue({ commonName: 'p', altNames: ['platform.example'] });
    const { url, seen } = await cloud(yes, { cert: certificate, key });

    await createTransport().send(post(url), trusted({ serverName: 'platform.example' }), LIMITS);

    expect(seen.connections[0]).toMatchObject({ servername: 'platform.example' });
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('the client certificate over %s', (version) => {
  const mutual = (): ServerOptions => ({
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: version,
    maxVersion: version,
  });

  test('is shown to a server that asks for it', async () => {
    const { url, seen } = await cloud(yes, mutual());

    const sending = await createTransport().send(post(url), identified(client), LIMITS);

    expect(sending).toEqual(answered({ body: 'yes' }));
    expect(seen.connections[0]?.getPeerCertificate().subject.CN).toBe('integrator');
  });

  test('is missed by a server that demands it, and nothing reached that server', async () => {
    const { url, seen } = await cloud(yes, mutual());

    const sending = await createTransport().send(post(url), trusted(), LIMITS);

    expect(sending).toEqual(unanswered('client-certificate-refused', false));
    expect(seen.requests).toBe(0);
  });
});

describe('a client certificate that cannot be used', () => {
  const foreignKey = async () => confidential((await authority.issue({ commonName: 'other' })).key);

  test.each([
    ['is no certificate', async () => ({ certificate: 'nonsense', key: confidential(client.key) })],
    [
      'has a key that is none',
      async () => ({ certificate: client.certificate, key: confidential('nonsense') }),
    ],
    ['has another one’s key', async () => ({ certificate: client.certificate, key: await foreignKey() })],
    ['has no key', async () => ({ certificate: client.certificate })],
    ['is only a key', async () => ({ key: confidential(client.key) })],
  ])('because it %s is told before sending', async (_why, identity) => {
    const { url, seen } = await cloud(yes);

    const sending = await createTransport().send(post(url), trusted(await identity()), LIMITS);

    expect(sending).toEqual(unanswered('client-certificate-unusable', false));
    expect(seen.connections).toHaveLength(0);
  });
});

describe('a process', () => {
  const SEND = `
    const { createTransport } = await import(process.env.TRANSPORT);
    const { confidential } = await import(process.env.CONFIDENTIAL);
    const request = { asked: 'refresh', url: process.env.URL, headers: {}, body: confidential('') };
    const tls = process.env.CA ? { ca: process.env.CA } : {};
    const sending = await createTransport({ idleMs: 60_000 }).send(request, tls, { totalMs: 5_000, connectMs: 5_000 });
    console.log(JSON.stringify(sending));`;

  const run = async (environment: NodeJS.ProcessEnv) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', SEND], {
      env: {
        TRANSPORT: import.meta.resolve('../../lambdas/adapters/transport.ts'),
        CONFIDENTIAL: import.meta.resolve('../../lambdas/core/confidential.ts'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(await text(child.stdout));
  };

  test('cannot switch verification off by NODE_TLS_REJECT_UNAUTHORIZED', async () => {
    const { url, seen } = await cloud(yes);

    const sending = await run({ URL: url, NODE_TLS_REJECT_UNAUTHORIZED: '0' });

    expect(sending).toEqual(unanswered('server-certificate-invalid', false));
    expect(seen.requests).toBe(0);
  });

  test('is not held by a connection that is kept alive', async () => {
    const { url, seen } = await cloud(yes);

    const sending = await run({ URL: url, CA: authority.certificate });

    expect(sending).toEqual(answered({ body: 'yes' }));
    expect(seen.connections).toHaveLength(1);
  });
});
