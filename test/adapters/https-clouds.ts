import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { TlsIdentity, TokenRequest } from '../../lambdas/core/protocols/protocol.ts';
import { type Authority, createAuthority, type IssuedCertificate } from '../../local/clouds/authority.ts';

/** For requests that are answered at once. */
export const LIMITS = { totalMs: 5_000, connectMs: 5_000 };

export const yes: RequestListener = (_incoming, response) => response.end('yes');

export const post = (url: string, wish: Partial<TokenRequest> = {}): TokenRequest => ({
  asked: 'refresh',
  url,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: confidential('grant_type=refresh_token'),
  ...wish,
});

/** What a transport says of a request. */
export const unanswered = (code: string, sent: boolean) => ({ kind: 'unanswered', failure: { code, sent } });
export const answered = (reply: object) => ({ kind: 'answered', reply: expect.objectContaining(reply) });

/** Waits for the client to leave, by whatever way; the test runs into its time limit if it stays. */
export const closed = async (connection: TLSSocket | undefined): Promise<void> => {
  if (connection === undefined) throw new Error('there was no connection');
  if (!connection.closed) await new Promise((resolve) => connection.once('close', resolve));
};

/** Real servers of one authority, and who is trusted by them. */
export class HttpsClouds {
  readonly authority: Authority;
  readonly server: IssuedCertificate;
  readonly client: IssuedCertificate;
  readonly #open = new Set<{ readonly server: Server; readonly sockets: Set<Socket> }>();

  constructor(authority: Authority, server: IssuedCertificate, client: IssuedCertificate) {
    this.authority = authority;
    this.server = server;
    this.client = client;
  }

  static async found(): Promise<HttpsClouds> {
    const authority = await createAuthority('Cloud Authority');
    return new HttpsClouds(
      authority,
      await authority.issue({ commonName: 'cloud', altNames: ['127.0.0.1'] }),
      await authority.issue({ commonName: 'integrator', client: true }),
    );
  }

  /** A real https server that counts what reaches it. */
  async start(listener: RequestListener, tls: ServerOptions = {}) {
    const seen = { requests: 0, connections: [] as TLSSocket[] };
    const { certificate: cert, key } = this.server;
    const https = createServer({ cert, key, ...tls }, (incoming, response) => {
      seen.requests += 1;
      listener(incoming, response);
    });
    // It never closes an idle connection of its own accord, so a test that sees one closed has seen the client do it.
    https.keepAliveTimeout = 60_000;
    https.on('secureConnection', (socket) => seen.connections.push(socket));
    return { url: `https://127.0.0.1:${await this.listen(https)}/token`, seen };
  }

  /** Answers the port. */
  async listen(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket));
    this.#open.add({ server, sockets });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** Who trusts these servers. */
  trusted(wish: TlsIdentity = {}): TlsIdentity {
    return { ca: this.authority.certificate, ...wish };
  }

  identified({ certificate, key }: IssuedCertificate = this.client): TlsIdentity {
    return this.trusted({ certificate, key: confidential(key) });
  }

  stop(): void {
    for (const { server, sockets } of this.#open) {
      server.close();
      for (const socket of sockets) socket.destroy();
    }
    this.#open.clear();
  }
}
