import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HostileFleet } from './fleet.ts';
import { unreached, untrusted } from './judged.ts';
import { good, listenOnTcp, listenOnTls } from './wire.ts';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.open();
});
afterAll(() => fleet.bed.close());

describe('an address where nobody is leaves the grant unspent:', () => {
  test('a port on which nobody listens', async () => {
    const server = await listenOnTcp();
    await server[Symbol.asyncDispose]();

    expect(await fleet.attack(server)).toEqual(unreached('connection-refused'));
  });

  test('a name that does not resolve', async () => {
    // A label of more than 63 characters is in no DNS (RFC 1035 section 2.3.4): known without asking one.
    const url = `https://${'a'.repeat(64)}.invalid/token`;

    expect(await fleet.attack({ url })).toEqual(untrusted('dns-not-found'));
  });

  test('a name that DNS has no room for', async () => {
    const url = `https://${'a.'.repeat(200)}invalid/token`;

    expect(await fleet.attack({ url })).toEqual(unreached('unreachable'));
  });
});

describe('no credential goes over a line that anybody can read:', () => {
  test('an app secret with an http address is refused before anybody is asked', async () => {
    await using server = await listenOnTcp((tcp) => tcp.write(good('plain')));
    const app = await fleet.putApp('https://127.0.0.1:1/token');
    const principal = await fleet.enrol(app);
    await fleet.changeApp(app, { token_url: server.url.replace('https:', 'http:') });
    fleet.bed.clock.advance(6 * 60_000);

    const judged = await fleet.judge(principal);

    expect(judged).toEqual(untrusted('app-secret-unfit'));
    expect(server.seen.connections).toEqual([]);
  });

  test.each([
    ['an answer in plain HTTP on the port of TLS', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'],
    ['a redirect in plain HTTP', 'HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\n\r\n'],
    ['an invitation to STARTTLS', '220 ready\r\n'],
  ])('%s gets a handshake and no more', async (_, bytes) => {
    let heard = Buffer.alloc(0);
    await using server = await listenOnTcp((tcp) => {
      tcp.on('data', (chunk: Buffer) => {
        heard = Buffer.concat([heard, chunk]);
      });
      tcp.write(bytes);
    });

    const judged = await fleet.attack(server);

    expect(judged).toEqual(unreached('tls-failed'));
    expect(heard.toString('latin1')).not.toMatch(/POST|grant|Basic/);
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('a server that speaks no more than %s', async (version) => {
    await using server = await listenOnTls(({ tls }) => tls.write(good('old')), {
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });

    const judged = await fleet.attack(server);

    expect(judged).toEqual(unreached('tls-failed'));
    expect(server.seen.requests).toEqual([]);
  });

  // A handshake that fails for want of a cipher looks as one that wants a client certificate (transport-failure.ts).
  test.each([
    ['no encryption', 'ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0'],
    ['nobody named', 'AECDH-AES256-SHA:ADH-AES256-GCM-SHA384:@SECLEVEL=0'],
    ['a key shared before', 'PSK-AES256-GCM-SHA384:@SECLEVEL=0'],
  ])('a server that offers only ciphers with %s', async (_, ciphers) => {
    await using server = await listenOnTls(({ tls }) => tls.write(good('weak')), {
      maxVersion: 'TLSv1.2',
      ciphers,
    });

    const judged = await fleet.attack(server);

    expect(judged).toEqual(untrusted('client-certificate-refused'));
    expect(server.seen.requests).toEqual([]);
  });
});
