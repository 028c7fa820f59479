import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WrongInputError } from '../input/wrong-input.ts';
import { isOf } from './arrival.ts';

const HOST = '127.0.0.1';
/** For a request to come whole. */
const REQUEST_MS = 5_000;

/** Waits for one browser. */
export interface Loopback {
  /** What the authorization names, so that the browser comes here. */
  readonly redirectUri: string;
  /** The query that the browser brought; `undefined` when none came in time (ms). To be called once. */
  arrival(longestWait: number): Promise<URLSearchParams | undefined>;
  close(): Promise<void>;
}

/** Whether a browser on this machine would come to us. A name may mean another address, or other people's. */
export const isLoopback = (redirectUri: string): boolean => {
  const url = URL.parse(redirectUri);
  return url?.protocol === 'http:' && url.hostname === HOST;
};

/**
 * Listens on this machine alone, for one request to the path of the redirect URI that brings the state. Whatever else
 * comes, from a page or a program that knows the port, ends nothing. A redirect URI without a port gets any that is free,
 * which servers must allow for a loopback address.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-7.3
 * @throws {WrongInputError} where its port is taken
 */
export const openLoopback = async (redirectUri: string, state: string): Promise<Loopback> => {
  const wanted = new URL(redirectUri);
  const server = createServer({
    requestTimeout: REQUEST_MS,
    headersTimeout: REQUEST_MS,
    keepAliveTimeout: 1,
  });
  server.listen(Number(wanted.port), HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code = 'not free' } = error as NodeJS.ErrnoException;
    throw new WrongInputError(
      `nobody can listen at the port of --redirect-uri (${code}): close what does, or use --paste`,
    );
  }
  const { port } = server.address() as AddressInfo;
  const come = Promise.withResolvers<URLSearchParams | undefined>();
  let taken = false;

  server.on('request', (request, response) => {
    const url = URL.parse(request.url ?? '', `http://${HOST}:${port}`);
    // Another name in the header: a page somewhere got the browser here by a name of its own.
    if (request.headers.host !== `${HOST}:${port}`) return answer(response, 421, WRONG);
    if (taken || request.method !== 'GET' || url?.pathname !== wanted.pathname)
      return answer(response, 404, WRONG);
    if (!isOf(url.searchParams, state)) return answer(response, 400, FOREIGN);
    taken = true;
    response.once('close', () => come.resolve(url.searchParams));
    answer(response, 200, BACK);
  });

  return {
    redirectUri:
      wanted.port === '' ? `http://${HOST}:${port}${wanted.pathname}${wanted.search}` : redirectUri,
    async arrival(longestWait) {
      const timer = setTimeout(() => come.resolve(undefined), longestWait);
      const query = await come.promise;
      clearTimeout(timer);
      return query;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

const page = (text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>refresh-scheduler</title><p>${text}</p></html>\n`;
const BACK = page('You are back: the terminal says what came of it. This window can be closed.');
const WRONG = page('There is nothing here.');
const FOREIGN = page('This is not of the authorization under way: use the address that the terminal shows.');

/** The address has a code in it: nothing may run, be fetched, be kept, or learn where it came from. */
const answer = (response: ServerResponse<IncomingMessage>, status: number, body: string): void => {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(body);
};
