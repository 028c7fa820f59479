import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FreshData, type PageData } from './data.ts';
import { refusalOf } from './guard.ts';
import { HEADERS } from './headers.ts';
import { PageSources } from './sources.ts';

/** The page, while it is served. */
export interface PageServer {
  /** With a slash at the end. */
  readonly url: string;
  /** Answers nobody any more, and ends every connection. */
  close(): Promise<void>;
}

export interface PageServerOptions extends PageData {
  /** Where to listen, on loopback; what is taken is passed over. @default any that is free */
  readonly port?: number;
}

/** A browser opens six at most: a few people may look. */
const CONNECTIONS = 64;
/** Whoever does not read what was sent, or sends nothing, is let go. */
const PATIENCE_MS = 15_000;
/** Longer than a page waits between two looks. */
const KEEP_ALIVE_MS = 5_000;

/** Serves the page on loopback. It holds one answer of each kind, whoever reads it how slowly. */
export const servePage = async ({ port = 0, ...data }: PageServerOptions): Promise<PageServer> => {
  const fresh = new FreshData(data);
  const sources = new PageSources();
  const server = createServer((request, response) => {
    // Whatever goes wrong here is no reason for the fleet to end.
    answer(request, response, fresh, sources).catch(() => refuse(response, 500, 'this cannot be told now'));
  });
  server.maxConnections = CONNECTIONS;
  server.requestTimeout = PATIENCE_MS;
  server.headersTimeout = PATIENCE_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.setTimeout(PATIENCE_MS);
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  fresh: FreshData,
  sources: PageSources,
): Promise<void> => {
  const refusal = refusalOf(request);
  if (refusal) return refuse(response, refusal.status, refusal.text);
  const path = (request.url ?? '').replace(/[?#].*$/s, '');

  const datum = fresh.at(path);
  if (datum) {
    const head = { ...HEADERS, ETag: datum.tag };
    if (request.headers['if-none-match'] === datum.tag) response.writeHead(304, head).end();
    else send(response, 200, { ...head, 'Content-Type': 'application/json' }, datum.body);
    return;
  }
  const source = await sources.at(path);
  if (source) send(response, 200, { ...HEADERS, 'Content-Type': source.type }, source.body);
  else refuse(response, 404, 'there is no such page');
};

const send = (
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): void => {
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) }).end(body);
};

const refuse = (response: ServerResponse, status: number, text: string): void => {
  if (response.headersSent) response.destroy();
  else
    send(
      response,
      status,
      {
        ...HEADERS,
        'Content-Type': 'text/plain; charset=utf-8',
        ...(status === 405 && { Allow: 'GET, HEAD' }),
      },
      Buffer.from(`${text}\n`),
    );
};

/** @throws what the system says, save that the port is taken: then it is another */
const listen = async (server: Server, port: number): Promise<void> => {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (port === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error;
    await listen(server, 0);
  }
};
