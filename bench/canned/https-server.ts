import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IssuedCertificate } from '../../local/clouds/authority.ts';

export interface Replied {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

export interface HttpsServer {
  readonly url: string;
  close(): void;
}

/** Longer than any client keeps an idle connection. */
const KEEP_ALIVE_MS = 120_000;

/** HTTPS on loopback, HTTP/1.1 with connections kept, as AWS and token endpoints serve it. */
export const startHttpsServer = async (
  { certificate, key }: IssuedCertificate,
  reply: (request: IncomingMessage, body: Buffer) => Promise<Replied>,
): Promise<HttpsServer> => {
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      reply(request, Buffer.concat(chunks)).then(
        ({ status, type, body }) => {
          const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
          response.writeHead(status, headers).end(body);
        },
        (error: unknown) => {
          console.error('canned server:', error);
          response.writeHead(500).end();
        },
      );
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
