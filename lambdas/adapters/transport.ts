import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Confidential } from '../core/confidential.ts';
import type { Reply, TokenRequest } from '../core/protocols/protocol.ts';
import type { UnansweredCode } from '../core/unanswered.ts';
import type { Sending, Transport } from '../flow/ports.ts';
import { ClientCertificateError, createAgents } from './transport-agents.ts';
import { unanswered } from './transport-failure.ts';

/** No token reply comes near it. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** All headers of a reply together. Node's own default, which NODE_OPTIONS could raise. */
const HEADERS_LIMIT_BYTES = 16 * 1024;
/** "Early hints" and the like (1xx) that may come before a reply; each may be as large as a reply's headers. */
const MOST_INFORMATIONAL = 8;

export interface TransportOptions {
  /** How long an idle connection is kept. Default 4 s, below the 5 s that many servers keep theirs. */
  readonly idleMs?: number;
  /** How many TLS identities keep connections. Default 64. */
  readonly identities?: number;
}

/**
 * Sends requests to token endpoints with `node:https`, which has what `fetch` has not (a client certificate, private
 * authority and server name for each app) and, unlike the undici package, adds nothing to the bundle.
 *
 * POST to https only; redirects are not followed, compression is not asked for, nothing is sent twice.
 */
export const createTransport = ({ idleMs = 4_000, identities = 64 }: TransportOptions = {}): Transport => {
  const agentFor = createAgents(identities, idleMs);

  return {
    async send(request, tls, limits) {
      const url = URL.parse(request.url);
      if (url?.protocol !== 'https:') return failed('not-https', false);
      try {
        const post = httpsRequest(url, {
          method: 'POST',
          agent: agentFor(tls),
          headers: wireHeaders(request),
          maxHeaderSize: HEADERS_LIMIT_BYTES,
          // Said outright too: a length that can be read in two ways is none.
          insecureHTTPParser: false,
        });
        return await exchange(post, request.body, limits);
      } catch (error) {
        // Nothing was written: the certificate does not load, or a header holds what no header may.
        return failed(error instanceof ClientCertificateError ? error.code : 'unreachable', false);
      }
    },
  };
};

const failed = (code: UnansweredCode, sent: boolean): Sending => ({
  kind: 'unanswered',
  failure: { code, sent },
});

const revealed = (value: string | Confidential): string =>
  typeof value === 'string' ? value : value.reveal();

const wireHeaders = ({ headers, body }: TokenRequest): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, revealed(value)])),
  'Content-Length': String(Buffer.byteLength(body.reveal())),
  'Accept-Encoding': 'identity',
});

/**
 * One request and its answer. Not a byte of it is given to the connection before the server's certificate has passed:
 * that makes `sent: false` exact, and keeps the credentials from a server that is not the cloud.
 */
const exchange = (
  post: ClientRequest,
  body: Confidential,
  limits: Parameters<Transport['send']>[2],
): Promise<Sending> =>
  new Promise((resolve) => {
    let written = false;
    let tlsVersion: string | null = null;
    let informational = 0;
    let response: IncomingMessage | undefined;

    const settle = (sending: Sending) => {
      clearTimeout(connectTimer);
      clearTimeout(totalTimer);
      resolve(sending);
    };
    const giveUp = (code: UnansweredCode) => {
      settle(failed(code, written));
      post.destroy();
    };
    const fail = (error: unknown) => {
      // Node leaves the reason there before it ends the connection, whatever was wrong with the certificate.
      const untrusted = post.socket instanceof TLSSocket && Boolean(post.socket.authorizationError);
      const failure = unanswered(error, { written, reused: post.reusedSocket, untrusted, tlsVersion });
      settle({ kind: 'unanswered', failure });
      post.destroy();
    };
    const write = (socket: TLSSocket) => {
      clearTimeout(connectTimer);
      written = true;
      tlsVersion = socket.getProtocol();
      post.end(body.reveal());
    };

    const connectTimer = setTimeout(() => giveUp('connect-timeout'), limits.connectMs);
    const totalTimer = setTimeout(
      () => giveUp(written ? 'reply-timeout' : 'connect-timeout'),
      limits.totalMs,
    );

    post.once('socket', (socket) => {
      if (!(socket instanceof TLSSocket)) return giveUp('tls-failed');
      if (post.reusedSocket) write(socket);
      else socket.once('secureConnect', () => write(socket));
    });
    // Stays for good: an error after the outcome is settled must not be an uncaught one.
    post.on('error', (error) => {
      // What follows a whole reply does not take it back: the grant is spent, and its successor is in there.
      if (!response?.complete) fail(error);
    });
    post.once('response', (incoming) => {
      response = incoming;
      collect(incoming, BODY_LIMIT_BYTES).then(
        (text) => (text === undefined ? giveUp('reply-too-large') : settle(answered(incoming, text))),
        fail,
      );
    });
    post.on('information', () => {
      informational += 1;
      if (informational > MOST_INFORMATIONAL) giveUp('reply-too-large');
    });
    // A switch to another protocol ends the request without an error.
    post.once('close', () => {
      if (!response) giveUp('connection-lost');
    });
  });

/**
 * The body as text, or undefined as soon as it exceeds the limit. Bytes that are not UTF-8 become U+FFFD, so what is
 * compressed in spite of our asking is read as text that is no JSON.
 *
 * @throws the driver's error when the connection ends before the body.
 */
const collect = async (response: IncomingMessage, limitBytes: number): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
};

const answered = (response: IncomingMessage, body: string): Sending => {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  const reply: Reply = {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body,
    receivedAt: Date.now(),
  };
  return { kind: 'answered', reply };
};
