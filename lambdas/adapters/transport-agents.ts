import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, createSecureContext, rootCertificates } from 'node:tls';
import type { TlsIdentity } from '../core/protocols/protocol.ts';

/** A client certificate or key that does not load, or one without the other. Carries nothing of them. */
export class ClientCertificateError extends Error {
  readonly code = 'client-certificate-unusable';

  constructor() {
    super('The client certificate or its key cannot be used.');
    this.name = 'ClientCertificateError';
  }
}

/**
 * Keeps connections alive for a few seconds: within a tick, not from one tick to the next.
 *
 * A Lambda environment is frozen between invocations and its timers with it. After the thaw an idle connection looks
 * fresh though the cloud closed it long ago, and a request written to it would be lost with the grant in doubt. So
 * idleness is also measured by the clock on the wall, right before a connection would be used again.
 */
export class ShortLivedAgent extends Agent {
  readonly #idleSince = new WeakMap<Duplex, number>();
  #retired = false;

  override keepSocketAlive(socket: Duplex): boolean {
    this.#idleSince.set(socket, Date.now());
    // Node also heeds the server's Keep-Alive header, and does not hold the process for an idle connection. It answers
    // whether to keep the connection, though the types say that it answers nothing.
    return !this.#retired && Boolean(super.keepSocketAlive(socket));
  }

  closeIdleFor(idleMs: number): void {
    const since = Date.now() - idleMs;
    for (const socket of Object.values(this.freeSockets).flatMap((sockets) => sockets ?? []))
      if ((this.#idleSince.get(socket) ?? 0) <= since) socket.destroy();
  }

  /** Requests under way are left to finish; nothing is kept after them. */
  retire(): void {
    this.#retired = true;
    this.closeIdleFor(0);
  }
}

const agentFor = (tls: TlsIdentity, idleMs: number): ShortLivedAgent => {
  const { ca, certificate, key, serverName } = tls;
  if ((certificate === undefined) !== (key === undefined)) throw new ClientCertificateError();
  // The public authorities that Node was built with: left out, the environment could add others (NODE_EXTRA_CA_CERTS).
  const trust = { ca: ca ?? [...rootCertificates] };
  const identity = certificate && key ? { cert: certificate, key: key.reveal() } : {};
  try {
    return new ShortLivedAgent({
      keepAlive: true,
      timeout: idleMs,
      // No session outlives its connection: every connection verifies the server's certificate in full.
      maxCachedSessions: 0,
      // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED in the environment changes nothing.
      rejectUnauthorized: true,
      secureContext: createSecureContext({ minVersion: 'TLSv1.2', ...trust, ...identity }),
      ...(serverName === undefined
        ? {}
        : {
            // RFC 6066 section 3 allows names only in the SNI extension.
            servername: isIP(serverName) ? '' : serverName,
            checkServerIdentity: (_host, peer) => checkServerIdentity(serverName, peer),
          }),
    });
  } catch {
    throw new ClientCertificateError();
  }
};

const digest = ({ ca, certificate, key, serverName }: TlsIdentity): string =>
  createHash('sha256')
    .update(JSON.stringify([ca, certificate, key?.reveal(), serverName]))
    .digest('base64');

/**
 * One agent for each TLS identity, so that no connection made with one app's certificate carries another app's request.
 * The least recently used goes first when there are more than `capacity`.
 *
 * @throws {ClientCertificateError}
 */
export const createAgents = (capacity: number, idleMs: number): ((tls: TlsIdentity) => ShortLivedAgent) => {
  const agents = new Map<string, ShortLivedAgent>();

  return (tls) => {
    const identity = digest(tls);
    const agent = agents.get(identity) ?? agentFor(tls, idleMs);
    agents.delete(identity);
    agents.set(identity, agent);
    for (const [oldest, unused] of agents) {
      if (agents.size <= capacity) break;
      unused.retire();
      agents.delete(oldest);
    }
    agent.closeIdleFor(idleMs);
    return agent;
  };
};
