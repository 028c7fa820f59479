import { beforeAll, describe, expect, test } from '@jest/globals';
import { endpointProbe } from '../../lambdas/adapters/endpoint-probe.ts';
import { cloudsAuthority } from '../flow/bed.ts';
import { drip, type Line, listenOnTls, pour, reply } from './wire.ts';

const LIMITS = { connectMs: 5_000, totalMs: 800 };
/** A busy machine takes longer than the limits. */
const SLACK = 1_500;

let ca: string;
beforeAll(async () => {
  ca = (await cloudsAuthority()).certificate;
});

const OK = 'HTTP/1.1 200 OK\r\n';

const ATTACKS: readonly (readonly [string, (line: Line) => void])[] = [
  ['says nothing', () => {}],
  ['drips headers', (line) => drip(line, 'X: y\r\n', 20)],
  ['never ends its headers', (line) => pour(line, 'X: y\r\n'.repeat(10_000))],
  ['never ends its early hints', (line) => pour(line, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000))],
  ['sends a body all the same', (line) => pour(line, `${OK}Content-Length: 1000000000\r\n\r\n`)],
  ['speaks no HTTP', ({ tls }) => tls.write('SSH-2.0-OpenSSH_9.6\r\n')],
  [
    'switches to another protocol',
    ({ tls }) => tls.write('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  ],
  ['hangs up', ({ tls }) => tls.end()],
  ['is reset', ({ tcp }) => tcp.resetAndDestroy()],
];

describe('a look at a host ends in time, whatever the host does, and says that it was reached:', () => {
  test.each(ATTACKS)('one that %s', async (_, answer) => {
    await using server = await listenOnTls(answer);
    const startedAt = performance.now();

    const found = await endpointProbe().probe(server.url, { ca }, LIMITS);

    expect(found).toMatchObject({ reached: true });
    expect(performance.now() - startedAt).toBeLessThan(LIMITS.totalMs + SLACK);
  });

  test('one that redirects is not followed', async () => {
    await using elsewhere = await listenOnTls(() => {});
    await using server = await listenOnTls(({ tls }) =>
      tls.write(reply('307 Elsewhere', { Location: elsewhere.url })),
    );

    const found = await endpointProbe().probe(server.url, { ca }, LIMITS);

    expect(found).toMatchObject({ reached: true });
    expect(server.seen.requests).toHaveLength(1);
    expect(elsewhere.seen.connections).toEqual([]);
  });
});
