import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { endpointProbe } from '../../lambdas/adapters/endpoint-probe.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import { type Authority, createAuthority, type IssuedCertificate } from '../../local/clouds/authority.ts';

const LIMITS = { connectMs: 1_000, totalMs: 2_000 };

let authority: Authority;
let server: IssuedCertificate;
let client: IssuedCertificate;
beforeAll(async () => {
  authority = await createAuthority('Cloud Authority');
  server = await authority.issue({ commonName: 'cloud', altNames: ['127.0.0.1'] });
  client = await authority.issue({ commonName: 'integrator', client: true });
});

const open: Server[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const listen = async (listener: Server): Promise<number> => {
  open.push(listener);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return (listener.address() as AddressInfo).port;
};

/** A host that notes what it is asked, and says that it is so many ms later than it is. */
const host = async (tls: ServerOptions = {}, ahead = 0) => {
  const asked: string[] = [];
  const https = createServer({ cert: server.certificate, key: server.key, ...tls }, (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'without credentials'}`);
    response.sendDate = false;
    if (ahead !== Infinity) response.setHeader('Date', new Date(Date.now() + ahead).toUTCString());
    response.writeHead(404).end();
  });
  return { url: `https://127.0.0.1:${await listen(https)}/api/token`, asked };
};

const probe = (url: string, tls = {}) =>
  endpointProbe().probe(url, { ca: authority.certificate, ...tls }, LIMITS);

describe('a look at a token endpoint', () => {
  test('asks for the head of the root without credentials, and never at the endpoint itself', async () => {
    const { url, asked } = await host();

    const found = await probe(url);

    expect(asked).toEqual(['HEAD / without credentials']);
    expect(found).toEqual({
      reached: true,
      tlsVersion: 'TLSv1.3',
      certificateEndsAt: expect.any(Number),
      aheadMs: expect.any(Number),
    });
  });

  test.each([
    ['as ours', 0, 0],
    ['two minutes ahead of ours', 120_000, -120_000],
    ['an hour behind ours', -3_600_000, 3_600_000],
  ])('tells a clock that is %s', async (_, theirs, ahead) => {
    const { url } = await host({}, theirs);

    const found = await probe(url);

    const aheadMs = found.reached ? (found.aheadMs ?? Number.NaN) : Number.NaN;
    expect(Math.abs(aheadMs - ahead)).toBeLessThan(1_000);
  });

  test('tells no time where the host does not', async () => {
    const { url } = await host({}, Infinity);

    expect(await probe(url)).not.toHaveProperty('aheadMs');
  });

  test('shows our certificate, and finds out where it is not taken, in either version of TLS', async () => {
    const mutual = { requestCert: true, rejectUnauthorized: true, ca: authority.certificate };
    const identity = { certificate: client.certificate, key: confidential(client.key) };
    const stranger = await (await createAuthority('Another')).issue({ commonName: 'x', client: true });
    const foreign = { certificate: stranger.certificate, key: confidential(stranger.key) };

    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { url } = await host({ ...mutual, maxVersion });
      expect(await probe(url, identity)).toMatchObject({ reached: true, tlsVersion: maxVersion });
      expect(await probe(url)).toEqual({ reached: false, code: 'client-certificate-refused' });
    }
    // Node's own server hangs up on a certificate that it does not trust: in TLS 1.3 after the handshake.
    const { url } = await host(mutual);
    expect(await probe(url, foreign)).toMatchObject({ reached: true, hungUp: true });
  });

  test('does not reach a host whose certificate is not trusted, or is for another name', async () => {
    const { url } = await host();
    const { certificate: ca } = await createAuthority('Another');

    expect(await probe(url, { ca })).toEqual({ reached: false, code: 'server-certificate-invalid' });
    expect(await probe(url, { serverName: 'other.example' })).toEqual({
      reached: false,
      code: 'server-certificate-invalid',
    });
  });

  test('says why there is nobody', async () => {
    const silent = await listen(createTcpServer(() => {}));
    const brief = endpointProbe().probe(`https://127.0.0.1:${silent}/`, {}, { connectMs: 20, totalMs: 40 });

    expect(await brief).toEqual({ reached: false, code: 'connect-timeout' });
    expect(await probe('https://127.0.0.1:1/')).toEqual({ reached: false, code: 'connection-refused' });
    expect(await probe('http://127.0.0.1/')).toEqual({ reached: false, code: 'not-https' });
    expect(await probe('https://127.0.0.1:1/', { certificate: 'x', key: confidential('y') })).toEqual({
      reached: false,
      code: 'client-certificate-unusable',
    });
  });
});
