import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { cloudsAuthority } from '../flow/bed.ts';
import { askInAProcess } from './ask-in-a-process.ts';
import { type Answer, good, listenOnTls, pour } from './wire.ts';

const MIB = 1024 * 1024;
/** One request's share of a small function's memory; a gigabyte would be a hundred times as much. */
const BOUND = 16 * MIB;
const TOTAL_MS = 3_000;

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

const endless =
  (begins: string, bytes: string): Answer =>
  (line) => {
    line.tls.write(begins);
    pour(line, bytes);
  };

const bomb =
  (encoding: string, body: Buffer): Answer =>
  ({ tls }) => {
    tls.write(`${OK}Content-Encoding: ${encoding}\r\nContent-Length: ${body.length}\r\n\r\n`);
    tls.write(body);
  };

/** Inflates to a thousand times its size and more, and fits under the limit as it comes. */
const BLANKS = Buffer.alloc(48 * MIB, ' ');

const ATTACKS: readonly Answer[] = [
  endless(`${OK}Content-Length: 1000000000\r\n\r\n`, ' '.repeat(MIB)),
  endless(CHUNKED, `100000\r\n${' '.repeat(MIB)}\r\n`),
  endless(CHUNKED, '1\r\n{\r\n'.repeat(100_000)),
  endless(OK, 'X: y\r\n'.repeat(100_000)),
  endless(`${CHUNKED}0\r\n`, 'X: y\r\n'.repeat(100_000)),
  endless('', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(10_000)),
  bomb('gzip', gzipSync(BLANKS)),
  bomb('deflate', deflateSync(BLANKS)),
  bomb('br', brotliCompressSync(BLANKS, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
];

test('whatever a server pours out, one process takes it all with bounded memory and is not held up', async () => {
  await using servers = new AsyncDisposableStack();
  const listen = async (answer: Answer) => servers.use(await listenOnTls(answer)).url;
  // The first request pays for TLS itself.
  const first = await listen(({ tls }) => tls.write(good('first')));
  const urls = [first, ...(await Promise.all(ATTACKS.map(listen)))];
  const { certificate: ca } = await cloudsAuthority();

  const [, ...answers] = await askInAProcess({ urls, ca, totalMs: TOTAL_MS });

  expect(answers).toHaveLength(ATTACKS.length);
  for (const { grewBy, ms } of answers) {
    expect(grewBy).toBeLessThan(BOUND);
    expect(ms).toBeLessThan(TOTAL_MS / 2);
  }
});
