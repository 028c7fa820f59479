import type { Unanswered, UnansweredCode } from '../core/unanswered.ts';

/** What is known of a connection when its request fails. */
export interface Progress {
  /** Verified, and the request written to it. */
  readonly written: boolean;
  /** An earlier request had used it. */
  readonly reused: boolean;
  /** The server's certificate did not pass. */
  readonly untrusted: boolean;
  /** `TLSv1.3`, say; null before a handshake. */
  readonly tlsVersion: string | null;
}

/**
 * Alerts about a certificate, and ours is the only one that a server can mean (RFC 8446 section 6.2, RFC 5246 section 7.2.2).
 * `handshake_failure` is among them: it is how a TLS 1.2 server says that it got no certificate. It can also mean that
 * no cipher is shared, which with our defaults only a server from before 2010 would answer.
 */
const CERTIFICATE_ALERT =
  /ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|CERTIFICATE_REQUIRED|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)$/;

const BEFORE_TLS: Readonly<Record<string, UnansweredCode>> = {
  ENOTFOUND: 'dns-not-found',
  ECONNREFUSED: 'connection-refused',
  ETIMEDOUT: 'connect-timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
};

const TOO_LARGE: ReadonlySet<string> = new Set(['HPE_HEADER_OVERFLOW', 'HPE_CHUNK_EXTENSIONS_OVERFLOW']);

const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/**
 * Puts a driver's error in our words.
 *
 * In TLS 1.3 a client has finished its handshake, and written its request, before the server has looked at the client's
 * certificate. A refusal of that certificate then arrives as if it answered the request. It does not: the server reads
 * in order and stops at the certificate (RFC 8446 section 4.4.2.4; asking later needs an extension that we do not offer), so
 * the request was never read. In TLS 1.2 a server may read a request and ask for a certificate after it.
 */
export const unanswered = (error: unknown, progress: Progress): Unanswered => {
  const code = errorCode(error);
  if (progress.untrusted) return { code: 'server-certificate-invalid', sent: false };
  if (CERTIFICATE_ALERT.test(code)) {
    const inHandshake = !progress.written || (progress.tlsVersion === 'TLSv1.3' && !progress.reused);
    return { code: 'client-certificate-refused', sent: !inHandshake };
  }
  return progress.written
    ? { code: afterWriting(code), sent: true }
    : { code: beforeWriting(code), sent: false };
};

const beforeWriting = (code: string): UnansweredCode => {
  if (code.startsWith('EAI_')) return 'dns-unavailable';
  // A reset can only come once TCP stands, so in the handshake.
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO' || code === 'ECONNRESET') return 'tls-failed';
  return BEFORE_TLS[code] ?? 'unreachable';
};

const afterWriting = (code: string): UnansweredCode => {
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'tls-failed';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ETIMEDOUT') return 'connection-lost';
  if (TOO_LARGE.has(code)) return 'reply-too-large';
  // llhttp, Node's parser, names all its errors so.
  return code.startsWith('HPE_') ? 'reply-unreadable' : 'unreachable';
};
