import type { ServerOptions } from 'node:https';
import { inspect } from 'node:util';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createTransport } from '../../lambdas/adapters/transport.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import { createAuthority } from '../../local/clouds/authority.ts';
import { answered, HttpsClouds, LIMITS, post, unanswered, yes } from './https-clouds.ts';

let clouds: HttpsClouds;
beforeAll(async () => {
  clouds = await HttpsClouds.found();
});
afterEach(() => {
  clouds.stop();
});

describe("the server's certificate", () => {
  test('of a private authority is accepted where the app trusts it', async () => {
    const { url } = await clouds.start(yes);

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(answered({ body: 'yes' }));
  });

  test.each([
    ['by an authority that the app does not name', () => ({}), () => clouds.server],
    [
      'by another authority than the one that the app names',
      async () => ({ ca: (await createAuthority('Other')).certificate }),
      () => clouds.server,
    ],
    [
      'that has expired',
      () => clouds.trusted(),
      () =>
        clouds.authority.issue({
          commonName: 'cloud',
          altNames: ['127.0.0.1'],
          notBefore: new Date('2016-05-04'),
          notAfter: new Date('2026-05-02'),
        }),
    ],
    [
      'for another host',
      () => clouds.trusted(),
      () => clouds.authority.issue({ commonName: 'b', altNames: ['secret-host.example'] }),
    ],
    [
      'for clients',
      () => clouds.trusted(),
      () => clouds.authority.issue({ commonName: 'c', altNames: ['127.0.0.1'], client: true }),
    ],
  ])('%s ends the connection before anything is sent', async (_what, trust, issue) => {
    const { certificate, key } = await issue();
    const { url, seen } = await clouds.start(yes, { cert: certificate, key });

    const sending = await createTransport().send(post(url), await trust(), LIMITS);

    expect(sending).toEqual(unanswered('server-certificate-invalid', false));
    expect(seen.requests).toBe(0);
    expect(inspect(sending)).not.toContain('secret-host');
  });

  test.each(['platform.example', '192.0.2.7'])(
    'may carry the name %s that the app gives in place of the host',
    async (serverName) => {
      const { certificate, key } = await clouds.authority.issue({
        commonName: 'platform',
        altNames: [serverName],
      });
      const { url } = await clouds.start(yes, { cert: certificate, key });
      const transport = createTransport();

      const named = await transport.send(post(url), clouds.trusted({ serverName }), LIMITS);
      const misnamed = await transport.send(
        post(url),
        clouds.trusted({ serverName: 'other.example' }),
        LIMITS,
      );

      expect(named).toEqual(answered({ body: 'yes' }));
      expect(misnamed).toEqual(unanswered('server-certificate-invalid', false));
    },
  );

  test('is asked for by the name that the app gives', async () => {
    const { certificate, key } = await clouds.authority.issue({
      commonName: 'p',
      altNames: ['platform.example'],
    });
    const { url, seen } = await clouds.start(yes, { cert: certificate, key });

    await createTransport().send(post(url), clouds.trusted({ serverName: 'platform.example' }), LIMITS);

    expect(seen.connections[0]).toMatchObject({ servername: 'platform.example' });
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('the client certificate over %s', (version) => {
  const mutual = (): ServerOptions => ({
    ca: clouds.authority.certificate,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: version,
    maxVersion: version,
  });

  test('is shown to a server that asks for it', async () => {
    const { url, seen } = await clouds.start(yes, mutual());

    const sending = await createTransport().send(post(url), clouds.identified(), LIMITS);

    expect(sending).toEqual(answered({ body: 'yes' }));
    expect(seen.connections[0]?.getPeerCertificate().subject.CN).toBe('integrator');
  });

  test('is missed by a server that demands it, and nothing reached that server', async () => {
    const { url, seen } = await clouds.start(yes, mutual());

    const sending = await createTransport().send(post(url), clouds.trusted(), LIMITS);

    expect(sending).toEqual(unanswered('client-certificate-refused', false));
    expect(seen.requests).toBe(0);
  });
});

describe('a client certificate that cannot be used', () => {
  const foreignKey = async () => confidential((await clouds.authority.issue({ commonName: 'other' })).key);

  test.each([
    ['is no certificate', async () => ({ certificate: 'nonsense', key: confidential(clouds.client.key) })],
    [
      'has a key that is none',
      async () => ({ certificate: clouds.client.certificate, key: confidential('nonsense') }),
    ],
    [
      'has another one’s key',
      async () => ({ certificate: clouds.client.certificate, key: await foreignKey() }),
    ],
    ['has no key', async () => ({ certificate: clouds.client.certificate })],
    ['is only a key', async () => ({ key: confidential(clouds.client.key) })],
  ])('because it %s is told before sending', async (_why, identity) => {
    const { url, seen } = await clouds.start(yes);

    const sending = await createTransport().send(post(url), clouds.trusted(await identity()), LIMITS);

    expect(sending).toEqual(unanswered('client-certificate-unusable', false));
    expect(seen.connections).toHaveLength(0);
  });
});
