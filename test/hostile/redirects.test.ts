import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HostileFleet } from './fleet.ts';
import { type Judged, untrusted, uselessAnswer } from './judged.ts';
import { good, listenOnTcp, listenOnTls, type Port, reply } from './wire.ts';

let fleet: HostileFleet;
let elsewhere: Port;
let withoutTls: Port;
beforeAll(async () => {
  fleet = await HostileFleet.open();
  elsewhere = await listenOnTls(({ tls }) => tls.write(good('elsewhere')));
  withoutTls = await listenOnTcp((tcp) => tcp.write(good('elsewhere')));
});
afterAll(async () => {
  await elsewhere[Symbol.asyncDispose]();
  await withoutTls[Symbol.asyncDispose]();
  await fleet.bed.close();
});

/** Somebody else answers, so no token endpoint has seen the grant. */
const wrongAddress = (code: string): Judged => ({ ...untrusted(code), sent: ['POST'] });

describe('a redirect is the answer: the grant stays unspent, and neither it nor credentials go', () => {
  test.each([
    ['301', 'another host', () => elsewhere.url],
    ['302', 'another host', () => elsewhere.url],
    ['303', 'another host', () => elsewhere.url],
    ['307', 'another host', () => elsewhere.url],
    ['308', 'another host', () => elsewhere.url],
    ['307', 'http', () => withoutTls.url.replace('https:', 'http:')],
    ['308', 'itself', (own: string) => own],
    ['307', 'another path of the same host', () => '/elsewhere'],
    ['303', "the machine's metadata", () => 'http://169.254.169.254/latest/meta-data/'],
    ['302', 'a file', () => 'file:///etc/passwd'],
    ['305', 'a proxy', () => elsewhere.url],
    ['308', 'no address', () => 'https://'],
  ])('by %s to %s', async (status, _, location) => {
    await using server = await listenOnTls(({ tls }) =>
      tls.write(reply(`${status} Elsewhere`, { Location: location(server.url) })),
    );

    const judged = await fleet.attack(server);

    expect(judged).toEqual(wrongAddress(`http-${status}`));
    expect(server.seen.requests).toHaveLength(1);
    expect(elsewhere.seen.connections).toEqual([]);
    expect(withoutTls.seen.connections).toEqual([]);
  });
});

test.each([
  ['Refresh', () => `0; url=${elsewhere.url}`],
  ['Content-Location', () => elsewhere.url],
  ['Alt-Svc', () => `http/1.1="${new URL(elsewhere.url).host}"; ma=86400`],
])('a header that names another address in a good status moves nobody: %s', async (name, value) => {
  await using server = await listenOnTls(({ tls }) => tls.write(reply('200 OK', { [name]: value() }, '{}')));
  const principal = await fleet.enrol(await fleet.putApp(server.url));

  const judged = await fleet.judge(principal);
  await fleet.judge(principal);

  expect(judged).toEqual(uselessAnswer('access-token-missing'));
  expect(server.seen.requests).toHaveLength(2);
  expect(elsewhere.seen.connections).toEqual([]);
});
