import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HostileFleet } from './fleet.ts';
import { refreshed, uselessAnswer } from './judged.ts';
import { type Line, listenOnTls, pour, reply, tokens } from './wire.ts';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.open();
});
afterAll(() => fleet.bed.close());

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const MIB = 1024 * 1024;
/** What the two ends of a loopback connection hold at most, and TLS adds. */
const BUFFERED = 12 * MIB;

const then =
  (begins: string, bytes: string) =>
  (line: Line): void => {
    line.tls.write(begins);
    pour(line, bytes);
  };

describe('more than any token reply needs is not taken, and leaves the grant in doubt:', () => {
  test.each([
    ['a gigabyte that is announced', then(`${OK}Content-Length: 1000000000\r\n\r\n`, ' '.repeat(MIB))],
    ['a gigabyte in chunks', then(CHUNKED, `100000\r\n${' '.repeat(MIB)}\r\n`)],
    ['a gigabyte in chunks of one byte', then(CHUNKED, '1\r\n{\r\n'.repeat(100_000))],
    ['a body that ends with a connection that does not', then(`${OK}\r\n`, ' '.repeat(MIB))],
    ['headers without an end', then(OK, 'X: y\r\n'.repeat(100_000))],
    ['a header without an end', then(`${OK}X: `, 'y'.repeat(MIB))],
    ['a status line without an end', then('HTTP/1.1 200 ', 'y'.repeat(MIB))],
    ['trailers without an end', then(`${CHUNKED}0\r\n`, 'X: y\r\n'.repeat(100_000))],
    ['extensions of a chunk without an end', then(`${CHUNKED}1;`, 'x=y;'.repeat(100_000))],
    ['"early hints" without an end', then('', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(10_000))],
  ])('%s', async (_, answer) => {
    await using server = await listenOnTls(answer);
    const startedAt = performance.now();

    const judged = await fleet.attack(server, 5_000);

    expect(judged).toEqual(uselessAnswer('reply-too-large'));
    // At once, not at the limit of the time.
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    expect(server.seen.connections[0]?.bytesWritten).toBeLessThan(BUFFERED);
  });
});

test('many small headers are read, as long as they are small together', async () => {
  const headers = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`X-${n}`, 'y']));
  await using server = await listenOnTls(({ tls }) => tls.write(reply('200 OK', headers, tokens('many'))));

  const judged = await fleet.attack(server);

  expect(judged).toEqual(refreshed);
});

describe('a body that is compressed though nobody asked for it is not inflated:', () => {
  const bytes = Buffer.alloc(48 * MIB, ' ');
  const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

  test.each([
    ['gzip', gzipSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['br', brotliCompressSync(bytes, quick)],
    // Within the limit as it comes, so that it is read: the tokens in it are not.
    ['gzip', gzipSync(tokens('hidden'))],
  ])('%s', async (encoding, body) => {
    await using server = await listenOnTls(({ tls }) => {
      tls.write(`${OK}Content-Encoding: ${encoding}\r\nContent-Length: ${body.length}\r\n\r\n`);
      tls.write(body);
    });

    const judged = await fleet.attack(server);

    expect(judged).toEqual(uselessAnswer('access-token-missing'));
    expect(server.seen.requests[0]).toMatch(/^accept-encoding: identity\r$/im);
  });
});
