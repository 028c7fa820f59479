import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { IssuedCertificate } from '../../local/clouds/authority.ts';
import { cloudsAuthority } from '../flow/bed.ts';

/** One connection as the server has it. */
export interface Line {
  readonly tls: TLSSocket;
  /** What TCP carries: to reset it, say. */
  readonly tcp: Socket;
}

/** @param nth counts the requests that were read whole, from 1 */
export type Answer = (line: Line, nth: number) => void;

export interface Seen {
  /** Every request that was read whole, as it stood on the wire. */
  readonly requests: string[];
  /** TCP connections, with or without a handshake. */
  readonly connections: Socket[];
}

export interface Port {
  readonly url: string;
  readonly seen: Seen;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Wire extends Port {
  /** Ends every connection and shows another certificate to whoever comes then. */
  certify(by: IssuedCertificate): void;
}

const open = async (server: Server, connections: Socket[]): Promise<Omit<Port, 'seen'>> => {
  server.on('connection', (tcp: Socket) => {
    connections.push(tcp);
    // What a test writes arrives when it is written, not when the last of it was acknowledged.
    tcp.setNoDelay(true);
    tcp.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const tcp of connections) tcp.destroy();
      await once(server, 'close');
    },
  };
};

/** A port without TLS. */
export const listenOnTcp = async (greet: (tcp: Socket) => void = () => {}): Promise<Port> => {
  const seen: Seen = { requests: [], connections: [] };
  const server = createTcpServer((tcp) => {
    // Whoever reads nothing does not hear that the other end has left.
    tcp.resume();
    greet(tcp);
  });
  return { ...(await open(server, seen.connections)), seen };
};

let own: Promise<IssuedCertificate> | undefined;

/** For 127.0.0.1, by the authority that the apps of these tests trust. */
const ownCertificate = (): Promise<IssuedCertificate> => {
  own ??= cloudsAuthority().then((authority) =>
    authority.issue({ commonName: 'hostile', altNames: ['127.0.0.1'] }),
  );
  return own;
};

/** A server that speaks TLS and from there on writes what bytes it likes: HTTP is left to `answer`. */
export const listenOnTls = async (answer: Answer, options: TlsOptions = {}): Promise<Wire> => {
  const { certificate: cert, key } = await ownCertificate();
  const seen: Seen = { requests: [], connections: [] };
  const server = createTlsServer({ cert, key, ...options }, (tls) => {
    const tcp = seen.connections.find(({ remotePort }) => remotePort === tls.remotePort);
    if (tcp) readRequests(tls, seen, (nth) => answer({ tls, tcp }, nth));
  });
  server.on('tlsClientError', () => {});
  return {
    ...(await open(server, seen.connections)),
    seen,
    certify(by) {
      server.setSecureContext({ cert: by.certificate, key: by.key });
      for (const tcp of seen.connections) tcp.destroy();
    },
  };
};

const readRequests = (tls: TLSSocket, { requests }: Seen, answer: (nth: number) => void): void => {
  let text = '';
  tls.on('error', () => {});
  tls.setEncoding('latin1');
  tls.on('data', (chunk: string) => {
    text += chunk;
    const head = text.indexOf('\r\n\r\n') + 4;
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (head < 4 || text.length < head + length) return;
    requests.push(text.slice(0, head + length));
    text = text.slice(head + length);
    answer(requests.length);
  });
};

/** Bytes of a whole reply. */
export const reply = (status: string, headers: Readonly<Record<string, string>>, body = ''): string =>
  [
    `HTTP/1.1 ${status}`,
    ...Object.entries({ 'Content-Length': String(body.length), ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    '',
    body,
  ].join('\r\n');

/** A good answer to a refresh. */
export const tokens = (name: string): string =>
  JSON.stringify({
    access_token: `access-${name}`,
    refresh_token: `refresh-${name}`,
    token_type: 'Bearer',
    expires_in: 3_600,
  });

export const good = (name: string): string =>
  reply('200 OK', { 'Content-Type': 'application/json' }, tokens(name));

/** Writes for as long as somebody takes it. */
export const pour = ({ tls }: Line, bytes: string | Buffer): void => {
  const more = () => {
    while (tls.writable && tls.write(bytes));
  };
  tls.on('drain', more);
  more();
};

/** Writes a little, again and again. */
export const drip = ({ tls }: Line, bytes: string, everyMs: number): void => {
  const drops = setInterval(() => tls.write(bytes), everyMs);
  tls.once('close', () => clearInterval(drops));
};
