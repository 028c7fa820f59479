import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { UnansweredCode } from '../core/unanswered.ts';
import type { Endpoints, Probe } from '../flow/operator/ports.ts';
import { ClientCertificateError, createAgents } from './transport-agents.ts';
import { unanswered } from './transport-failure.ts';

const IDLE_MS = 1_000;

/**
 * Looks whether a host can be reached as token requests reach it: the same TLS, verification included. After the
 * handshake comes a HEAD of the root path, without credentials and without a body: it can spend nothing, shows the host's
 * clock, and brings to light a client certificate that is refused, which TLS 1.3 tells only after the handshake.
 */
export const endpointProbe = (): Endpoints => ({
  async probe(address, tls, limits) {
    const url = URL.parse(address);
    if (url?.protocol !== 'https:') return unreached('not-https');
    try {
      const agent = createAgents(1, IDLE_MS)(tls);
      return await look(httpsRequest(new URL('/', url), { method: 'HEAD', agent }), limits);
    } catch (error) {
      return unreached(error instanceof ClientCertificateError ? error.code : 'unreachable');
    }
  },
});

const unreached = (code: UnansweredCode): Probe => ({ reached: false, code });

const look = (
  head: ReturnType<typeof httpsRequest>,
  limits: { readonly connectMs: number; readonly totalMs: number },
): Promise<Probe> =>
  new Promise((resolve) => {
    let secured: Extract<Probe, { reached: true }> | undefined;
    let sentAt = 0;

    const settle = (probe: Probe) => {
      clearTimeout(connectTimer);
      clearTimeout(totalTimer);
      resolve(probe);
      head.destroy();
    };
    const connectTimer = setTimeout(() => settle(unreached('connect-timeout')), limits.connectMs);
    // A host that does not answer a HEAD was reached all the same.
    const totalTimer = setTimeout(() => settle(secured ?? unreached('connect-timeout')), limits.totalMs);

    head.once('socket', (socket) => {
      if (!(socket instanceof TLSSocket)) return settle(unreached('tls-failed'));
      socket.once('secureConnect', () => {
        clearTimeout(connectTimer);
        secured = { reached: true, ...factsOf(socket) };
        sentAt = Date.now();
        head.end();
      });
    });
    // Stays for good: an error after the end must not be an uncaught one.
    head.on('error', (error) => {
      const untrusted = head.socket instanceof TLSSocket && Boolean(head.socket.authorizationError);
      const { code } = unanswered(error, {
        written: secured !== undefined,
        reused: false,
        untrusted,
        tlsVersion: secured?.tlsVersion ?? null,
      });
      settle(
        secured && code !== 'client-certificate-refused' ? { ...secured, hungUp: true } : unreached(code),
      );
    });
    head.once('response', (response) => {
      if (secured) settle({ ...secured, ...aheadOf(response, sentAt, Date.now()) });
    });
  });

const factsOf = (socket: TLSSocket) => {
  const end = socket.getPeerX509Certificate()?.validToDate.getTime();
  return {
    tlsVersion: socket.getProtocol() ?? 'TLS',
    ...(end !== undefined && { certificateEndsAt: end }),
  };
};

/** A date has whole seconds, cut off. One that a cache kept says nothing about now. */
const aheadOf = ({ headers }: IncomingMessage, sentAt: number, receivedAt: number) => {
  const date = Date.parse(headers.date ?? '');
  return Number.isNaN(date) || headers.age !== undefined
    ? {}
    : { aheadMs: (sentAt + receivedAt) / 2 - (date + 500) };
};
