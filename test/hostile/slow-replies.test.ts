import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HostileFleet } from './fleet.ts';
import { noAnswer, unreached } from './judged.ts';
import { drip, listenOnTcp, listenOnTls, type Port, tokens } from './wire.ts';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.open();
});
afterAll(() => fleet.bed.close());

/** For one request, ms. */
const PATIENCE = 400;
/** What a tick needs besides, on a busy machine. */
const SLACK = 1_500;

const timed = async <T>(work: Promise<T>): Promise<{ result: T; ms: number }> => {
  const startedAt = performance.now();
  return { result: await work, ms: performance.now() - startedAt };
};

/** The client is gone by then, or a moment later. */
const left = async ({ seen }: Port): Promise<void> => {
  const [tcp] = seen.connections;
  if (tcp && !tcp.closed) await once(tcp, 'close', { signal: AbortSignal.timeout(5_000) });
};

describe('whoever answers slowly is left at the limit, with the grant in doubt:', () => {
  test.each([
    ['nothing at all', '', ''],
    ['a status line that drips', 'HTTP/1.1 200 O', 'o'],
    ['a header that drips', 'HTTP/1.1 200 OK\r\nX-Long: ', 'o'],
    ['one header after the other', 'HTTP/1.1 200 OK\r\n', 'X: y\r\n'],
    ['a body that drips', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', '{'],
    ['tokens whose body never ends', `HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${tokens('late')}`, ' '],
    ['tokens that end with a connection that does not', `HTTP/1.1 200 OK\r\n\r\n${tokens('late')}`, ' '],
    ['chunk after chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\n{\r\n'],
    ['trailer after trailer', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n', 'X: y\r\n'],
  ])('%s', async (_, begins, drop) => {
    await using server = await listenOnTls((line) => {
      line.tls.write(begins);
      drip(line, drop, 20);
    });

    const { result, ms } = await timed(fleet.attack(server, PATIENCE));

    expect(result).toEqual(noAnswer('reply-timeout'));
    await left(server);
    expect(ms).toBeLessThan(PATIENCE + SLACK);
  });
});

describe('whoever never gets as far as a request is left at the limit, and the grant is unspent:', () => {
  test.each([
    ['a handshake that never comes', ''],
    // A record of TLS that promises 16 KiB of handshake.
    ['a handshake that drips', '\x16\x03\x03\x40\x00\x02'],
  ])('%s', async (_, begins) => {
    await using server = await listenOnTcp((tcp) => {
      tcp.write(begins, 'latin1');
      const drops = setInterval(() => begins && tcp.write('\0'), 20);
      tcp.once('close', () => clearInterval(drops));
    });

    const { result, ms } = await timed(fleet.attack(server, PATIENCE));

    expect(result).toEqual(unreached('connect-timeout'));
    await left(server);
    expect(ms).toBeLessThan(PATIENCE + SLACK);
  });
});
