import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HostileFleet } from './fleet.ts';
import { noAnswer, unreached } from './judged.ts';
import { type Answer, listenOnTcp, listenOnTls, tokens } from './wire.ts';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.open();
});
afterAll(() => fleet.bed.close());

const OK = 'HTTP/1.1 200 OK\r\n';
const CUT_OFF = `${OK}Content-Length: 1000\r\n\r\n{"access_token":"abc`;

const ENDS: readonly (readonly [string, Answer])[] = [
  ['is closed before a byte of the answer', ({ tls }) => tls.end()],
  ['is reset before a byte of the answer', ({ tcp }) => tcp.resetAndDestroy()],
  ['is closed below TLS, without its farewell', ({ tcp }) => tcp.end()],
  ['is closed in the status line', ({ tls }) => tls.end('HTTP/1.1 20')],
  ['is closed in the headers', ({ tls }) => tls.end(`${OK}Content-Length: 1`)],
  ['is closed in the body', ({ tls }) => tls.end(CUT_OFF)],
  ['is reset in the body', ({ tls, tcp }) => tls.write(CUT_OFF, () => tcp.resetAndDestroy())],
  [
    'is closed between chunks',
    ({ tls }) => tls.end(`${OK}Transfer-Encoding: chunked\r\n\r\n3B\r\n${tokens('x').slice(0, 59)}\r\n`),
  ],
  ['is handed over to another protocol', ({ tls }) => tls.write(UPGRADE)],
];
const UPGRADE = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

describe('once the request is written, a connection that', () => {
  test.each(ENDS)('%s leaves the grant in doubt, and the request is not repeated', async (_, answer) => {
    await using server = await listenOnTls(answer);
    const startedAt = performance.now();

    const judged = await fleet.attack(server, 10_000);

    expect(judged).toEqual(noAnswer('connection-lost'));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(server.seen.requests).toHaveLength(1);
    expect(server.seen.connections).toHaveLength(1);
  });

  test('breaks TLS leaves the grant in doubt', async () => {
    await using server = await listenOnTls(({ tcp }) => tcp.write('no record of TLS at all'));

    expect(await fleet.attack(server)).toEqual(noAnswer('tls-failed'));
  });
});

describe('before the request is written, a connection that', () => {
  test.each([
    ['is closed at once', () => listenOnTcp((tcp) => tcp.end())],
    ['is reset at once', () => listenOnTcp((tcp) => tcp.resetAndDestroy())],
    ['is reset in the handshake', () => listenOnTcp((tcp) => tcp.once('data', () => tcp.resetAndDestroy()))],
    ['speaks plain HTTP', () => listenOnTcp((tcp) => tcp.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
    ['answers the handshake with noise', () => listenOnTcp((tcp) => tcp.write('\0'.repeat(1_000)))],
  ])('%s leaves the grant unspent', async (_, listen) => {
    await using server = await listen();

    const judged = await fleet.attack(server);

    expect(judged).toEqual(unreached('tls-failed'));
    expect(server.seen.connections).toHaveLength(1);
  });
});

test('what a connection brought before it ended is not published', async () => {
  await using server = await listenOnTls(({ tls }) =>
    tls.end(`${OK}Content-Length: 1000\r\n\r\n${tokens('half')}`),
  );
  const principal = await fleet.enrol(await fleet.putApp(server.url));

  await fleet.judge(principal);

  expect(await fleet.token(principal)).toBeUndefined();
});
