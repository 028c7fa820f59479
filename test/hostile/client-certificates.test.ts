import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../local/clouds/authority.ts';
import { cloudsAuthority } from '../flow/bed.ts';
import { HostileFleet } from './fleet.ts';
import { noAnswer, unreached, untrusted } from './judged.ts';
import { listenOnTls, reply } from './wire.ts';

const DAY = 86_400_000;

let fleet: HostileFleet;
let trusted: Authority;
beforeAll(async () => {
  fleet = await HostileFleet.open();
  trusted = await cloudsAuthority();
});
afterAll(() => fleet.bed.close());

const TOKENS = JSON.stringify({ accessToken: 'access', refreshToken: 'refresh', expiresIn: 3_600 });

const demanding = (version: 'TLSv1.2' | 'TLSv1.3') =>
  listenOnTls(({ tls }) => tls.write(reply('200 OK', {}, TOKENS)), {
    ca: trusted.certificate,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: version,
    maxVersion: version,
  });

const clientOf = async (authority: Authority, notAfter = new Date(Date.now() + DAY)) => {
  const notBefore = new Date(notAfter.getTime() - 2 * DAY);
  const wish = { commonName: 'app', client: true, notBefore, notAfter };
  const { certificate, key } = await authority.issue(wish);
  return { client_certificate: certificate, client_key: key };
};

describe.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a server that wants a client certificate over %s',
  (version) => {
    test('gets the one of the app', async () => {
      await using server = await demanding(version);

      expect(await fleet.attackHuawei(server, await clientOf(trusted))).toMatchObject({ kind: 'refreshed' });
    });

    test('gets nothing of an app that has none: the grant is unspent, and the app is to blame', async () => {
      await using server = await demanding(version);

      const judged = await fleet.attack(server);

      expect(judged).toEqual({
        ...untrusted('client-certificate-refused'),
        sent: version === 'TLSv1.3' ? ['POST'] : [],
      });
      expect(server.seen.requests).toEqual([]);
    });
  },
);

describe('a server that hangs up on a certificate that it does not like, without saying so', () => {
  const strangers = async () => clientOf(await createAuthority('Test clouds'));

  test('over TLS 1.2 does it in the handshake: the grant is unspent', async () => {
    await using server = await demanding('TLSv1.2');

    expect(await fleet.attackHuawei(server, await strangers())).toEqual(unreached('tls-failed'));
    expect(server.seen.requests).toEqual([]);
  });

  test('over TLS 1.3 does it when the request is written: the grant is in doubt', async () => {
    await using server = await demanding('TLSv1.3');

    expect(await fleet.attackHuawei(server, await strangers())).toEqual(noAnswer('connection-lost'));
    expect(server.seen.requests).toEqual([]);
  });

  test.each([
    ['TLSv1.2', 'unspent', []],
    ['TLSv1.3', 'in doubt', ['POST']],
  ] as const)(
    'has its reason over %s where the certificate has ended, and the app is to blame',
    async (version, grant, sent) => {
      await using server = await demanding(version);
      const lately = Math.min(Date.now(), fleet.bed.clock.now()) - 60_000;

      const judged = await fleet.attackHuawei(server, await clientOf(trusted, new Date(lately)));

      expect(judged).toEqual({ ...untrusted('certificate-ended'), grant, sent: [...sent] });
      expect(server.seen.requests).toEqual([]);
    },
  );
});

describe('a client certificate that cannot be shown', () => {
  test.each([
    ['with the key of another', async () => ({ client_key: (await clientOf(trusted)).client_key })],
    ['that is none', async () => ({ client_certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n' })],
  ])('%s opens no connection', async (_, spoil) => {
    await using server = await demanding('TLSv1.3');

    const judged = await fleet.attackHuawei(server, { ...(await clientOf(trusted)), ...(await spoil()) });

    expect(judged).toEqual(untrusted('client-certificate-unusable'));
    expect(server.seen.connections).toEqual([]);
  });
});
