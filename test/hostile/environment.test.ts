import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../local/clouds/authority.ts';
import { askInAProcess } from './ask-in-a-process.ts';
import { good, listenOnTcp, listenOnTls, type Port, type Wire } from './wire.ts';

let folder: string;
let authority: Authority;
let server: Wire;
let proxy: Port;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'environment-'));
  authority = await createAuthority('Of the environment');
  await writeFile(join(folder, 'authority.pem'), authority.certificate);
  const { certificate: cert, key } = await authority.issue({ commonName: 'x', altNames: ['127.0.0.1'] });
  server = await listenOnTls(({ tls }) => tls.write(good('new')), { cert, key });
  proxy = await listenOnTcp();
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const ask = async (environment: Record<string, string>, ca?: string) => {
  const errand = { urls: [server.url], totalMs: 5_000, ...(ca === undefined ? {} : { ca }) };
  return (await askInAProcess(errand, environment))[0]?.sending;
};

describe('nothing in the environment makes a server trusted that the app secret does not trust:', () => {
  test.each<readonly [string, (authorityFile: string) => Record<string, string>]>([
    ['NODE_TLS_REJECT_UNAUTHORIZED', () => ({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })],
    ['NODE_EXTRA_CA_CERTS', (file) => ({ NODE_EXTRA_CA_CERTS: file })],
    ['SSL_CERT_FILE', (file) => ({ SSL_CERT_FILE: file, NODE_OPTIONS: '--use-openssl-ca' })],
    ['NODE_USE_SYSTEM_CA', (file) => ({ SSL_CERT_FILE: file, NODE_USE_SYSTEM_CA: '1' })],
  ])('%s', async (_, environment) => {
    const before = server.seen.requests.length;

    const sending = await ask(environment(join(folder, 'authority.pem')));

    expect(sending).toEqual({
      kind: 'unanswered',
      failure: { code: 'server-certificate-invalid', sent: false },
    });
    expect(server.seen.requests).toHaveLength(before);
  });
});

test.each([
  ['HTTPS_PROXY', 'HTTPS_PROXY'],
  ['https_proxy', 'https_proxy'],
  ['HTTP_PROXY', 'HTTP_PROXY'],
  ['ALL_PROXY', 'ALL_PROXY'],
])('a proxy in the environment gets nothing: %s', async (_, name) => {
  const address = new URL(proxy.url).origin.replace('https:', 'http:');

  const sending = await ask({ [name]: address, NODE_USE_ENV_PROXY: '1' }, authority.certificate);

  expect(sending).toMatchObject({ kind: 'answered', reply: { status: 200 } });
  expect(proxy.seen.connections).toEqual([]);
});

test('options of Node make its parser no laxer and let no larger headers in', async () => {
  const twoLengths = 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
  const { certificate: cert, key } = await authority.issue({ commonName: 'y', altNames: ['127.0.0.1'] });
  await using lax = await listenOnTls(({ tls }) => tls.write(`HTTP/1.1 200 OK\r\n${twoLengths}`), {
    cert,
    key,
  });
  await using large = await listenOnTls(
    ({ tls }) => tls.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\nContent-Length: 0\r\n\r\n`),
    { cert, key },
  );
  const errand = { urls: [lax.url, large.url], totalMs: 5_000, ca: authority.certificate };

  const answers = await askInAProcess(errand, {
    NODE_OPTIONS: '--insecure-http-parser --max-http-header-size=1000000',
  });

  expect(answers.map(({ sending }) => sending)).toEqual([
    { kind: 'unanswered', failure: { code: 'reply-unreadable', sent: true } },
    { kind: 'unanswered', failure: { code: 'reply-too-large', sent: true } },
  ]);
});
