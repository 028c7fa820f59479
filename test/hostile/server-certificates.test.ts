import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../local/clouds/authority.ts';
import { cloudsAuthority } from '../flow/bed.ts';
import { HostileFleet } from './fleet.ts';
import { selfSigned, signedBy } from './forged-certificates.ts';
import { refreshed, untrusted } from './judged.ts';
import { good, listenOnTls, type Wire } from './wire.ts';

const DAY = 86_400_000;
const HERE = { commonName: 'hostile', altNames: ['127.0.0.1'] };

let fleet: HostileFleet;
let trusted: Authority;
let stranger: Authority;
beforeAll(async () => {
  fleet = await HostileFleet.open();
  trusted = await cloudsAuthority();
  // The name is no evidence: it is the key that is trusted.
  stranger = await createAuthority('Test clouds');
});
afterAll(() => fleet.bed.close());

const present = async ({ certificate: cert, key }: { certificate: string; key: string }): Promise<Wire> =>
  listenOnTls(({ tls }) => tls.write(good('impostor')), { cert, key });

describe('who cannot prove to be the provider gets no byte of the request, and the grant stays unspent:', () => {
  test.each([
    ['a certificate of an unknown authority', () => stranger.issue(HERE)],
    ['a certificate for another name', () => trusted.issue({ ...HERE, altNames: ['provider.example'] })],
    ['the right name as common name alone', () => trusted.issue({ commonName: '127.0.0.1' })],
    ['the address as a name of DNS', () => trusted.issue({ ...HERE, altNames: ['*.0.0.1', 'localhost'] })],
    [
      'a certificate that has expired',
      () =>
        trusted.issue({
          ...HERE,
          notBefore: new Date(Date.now() - 2 * DAY),
          notAfter: new Date(Date.now() - 60_000),
        }),
    ],
    [
      'a certificate that is not valid yet',
      () => trusted.issue({ ...HERE, notBefore: new Date(Date.now() + 60_000) }),
    ],
    ["a client's certificate", () => trusted.issue({ ...HERE, client: true })],
    ['a certificate that it signed itself', () => selfSigned()],
    ['a certificate signed by one who is no authority', async () => signedBy(await trusted.issue(HERE))],
  ])('%s', async (_, issue) => {
    await using server = await present(await issue());

    const judged = await fleet.attack(server);

    expect(judged).toEqual(untrusted('server-certificate-invalid'));
    expect(server.seen.requests).toEqual([]);
  });
});

test('the name that the app gives is the one that the certificate must carry, whatever the host', async () => {
  await using here = await present(await trusted.issue(HERE));
  await using named = await present(
    await trusted.issue({ commonName: 'platform', altNames: ['platform.example'] }),
  );
  const server_name = 'platform.example';

  expect(await fleet.attackHuawei(named, { server_name })).toMatchObject({ sent: ['POST'] });
  expect(await fleet.attackHuawei(named)).toEqual(untrusted('server-certificate-invalid'));
  expect(await fleet.attackHuawei(here, { server_name })).toEqual(untrusted('server-certificate-invalid'));
  expect(await fleet.attackHuawei(named, { server_name: 'other.example' })).toEqual(
    untrusted('server-certificate-invalid'),
  );
  expect(named.seen.requests).toHaveLength(1);
  expect(here.seen.requests).toEqual([]);
});

describe('an authority that changes in the app secret', () => {
  /** What was read of an app secret is read again after that; a kept connection stands for longer in real time. */
  const CACHED = 6 * 60_000;

  test('counts from the next request on: a connection that the old one vouched for is not used', async () => {
    await using server = await present(await trusted.issue(HERE));
    const app = await fleet.putApp(server.url);
    const principal = await fleet.enrol(app);
    const before = await fleet.judge(principal);

    await fleet.changeApp(app, { token_url: server.url, ca: stranger.certificate });
    fleet.bed.clock.advance(CACHED);
    const after = await fleet.judge(principal);

    expect(before).toEqual(refreshed);
    expect(after).toEqual(untrusted('server-certificate-invalid'));
    expect(server.seen.requests).toHaveLength(1);
  });

  test('is looked up before anything is blamed on the old one: the same tick succeeds', async () => {
    await using server = await present(await trusted.issue(HERE));
    const app = await fleet.putApp(server.url);
    const principal = await fleet.enrol(app);
    await fleet.judge(principal);

    server.certify(await stranger.issue(HERE));
    await fleet.changeApp(app, { token_url: server.url, ca: stranger.certificate });
    const after = await fleet.judge(principal);

    expect(after).toEqual(refreshed);
    expect(server.seen.requests).toHaveLength(2);
    expect(server.seen.connections).toHaveLength(3);
  });
});
