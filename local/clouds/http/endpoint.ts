import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { WireRequest } from './wire.ts';

/** No token request comes near it; a longer one loses its connection. */
const BODY_LIMIT_BYTES = 65_536;

export interface Endpoint {
  /** Scheme, address and port, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Destroys every socket, a half-made TLS handshake included, and frees the port. */
  close(): Promise<void>;
}

export interface EndpointSettings {
  readonly tls: ServerOptions;
  /** Tried in this order; 0 is any free one. */
  readonly ports: readonly number[];
  readonly onRequest: (request: WireRequest, response: ServerResponse) => void;
  /** A client did not get through the TLS handshake. */
  readonly onHandshakeRefused: () => void;
}

/** `undefined` when the body is too long or breaks off: then the connection is gone, and nothing was presented. */
const readBody = async (message: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message) {
      bytes += chunk.length;
      if (bytes > BODY_LIMIT_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** A resumed TLS 1.3 session counts as authorized even without a certificate, so both are asked. */
const clientCertificate = (socket: Socket): WireRequest['clientCertificate'] => {
  if (!(socket instanceof TLSSocket) || socket.getPeerX509Certificate() === undefined) return 'absent';
  return socket.authorized ? 'trusted' : 'foreign';
};

const listen = async (server: Server, [port = 0, ...others]: readonly number[]): Promise<void> => {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (others.length === 0) throw error;
    await listen(server, others);
  }
};

/**
 * An HTTPS server on the loopback interface.
 *
 * @throws what the system says of the last port, when none can be had
 */
export const openEndpoint = async (settings: EndpointSettings): Promise<Endpoint> => {
  const sockets = new Set<Socket>();

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(message);
    if (body === undefined) {
      response.destroy();
      return;
    }
    settings.onRequest(
      {
        method: message.method ?? '',
        path: (message.url ?? '').replace(/\?.*$/s, ''),
        headers: message.headers,
        body,
        clientCertificate: clientCertificate(message.socket),
      },
      response,
    );
  };

  const server = createServer({ minVersion: 'TLSv1.2', ...settings.tls }, (message, response) => {
    void serve(message, response);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', settings.onHandshakeRefused);
  await listen(server, settings.ports);

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the endpoint has no port');

  const shut = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  let closing: Promise<void> | undefined;

  return {
    url: `https://127.0.0.1:${address.port}`,
    port: address.port,
    close: () => {
      closing ??= shut();
      return closing;
    },
  };
};
