import type { Outcome } from './outcome.ts';

/** Why a request got no answer. Our own words: a driver's message can quote a certificate, so none is passed on. */
export type UnansweredCode =
  | 'dns-not-found'
  | 'dns-unavailable'
  | 'connection-refused'
  | 'connect-timeout'
  | 'reply-timeout'
  | 'connection-lost'
  | 'server-certificate-invalid'
  | 'client-certificate-refused'
  | 'client-certificate-unusable'
  | 'tls-failed'
  | 'not-https'
  | 'reply-too-large'
  | 'reply-unreadable'
  | 'unreachable';

export interface Unanswered {
  readonly code: UnansweredCode;
  /** Whether the cloud may have got the request. False only where that is impossible: then the grant is unspent. */
  readonly sent: boolean;
}

/** `outage`: waiting mends it. `app`: somebody must correct the app secret. `unfit`: an answer that nobody can use. */
type Fault = 'outage' | 'app' | 'unfit';

const FAULTS: Readonly<Record<UnansweredCode, { readonly fault: Fault; readonly reason: string }>> = {
  'dns-not-found': {
    fault: 'app',
    reason: 'The host is unknown: correct base_url (or token_url) in the app secret.',
  },
  'dns-unavailable': { fault: 'outage', reason: 'The name service gave no answer.' },
  'connection-refused': { fault: 'outage', reason: 'The cloud refused the connection.' },
  'connect-timeout': { fault: 'outage', reason: 'The cloud could not be reached in time.' },
  'reply-timeout': { fault: 'outage', reason: 'The cloud did not finish its answer in time.' },
  'connection-lost': { fault: 'outage', reason: 'The connection ended before the answer did.' },
  'server-certificate-invalid': {
    fault: 'app',
    reason:
      "The server's certificate is expired, not trusted or for another name: check base_url, ca and server_name in the app secret.",
  },
  'client-certificate-refused': {
    fault: 'app',
    reason:
      'The server wants a client certificate and refused ours, or had none: check client_certificate and client_key in the app secret.',
  },
  'client-certificate-unusable': {
    fault: 'app',
    reason:
      'The client certificate and its key do not load or do not belong together: correct client_certificate and client_key in the app secret.',
  },
  'tls-failed': { fault: 'outage', reason: 'No secure connection came about.' },
  'not-https': {
    fault: 'app',
    reason: 'The address is not an https URL: correct base_url (or token_url) in the app secret.',
  },
  'reply-too-large': { fault: 'unfit', reason: 'The answer is larger than any token reply.' },
  'reply-unreadable': { fault: 'unfit', reason: 'The answer breaks the rules of HTTP.' },
  unreachable: { fault: 'outage', reason: 'The exchange with the cloud failed.' },
};

/** What a request without an answer comes to. It is never evidence against the principal. */
export const judge = (failure: Unanswered): Outcome => {
  const { fault, reason } = FAULTS[failure.code];
  const told = { code: failure.code, reason, unspent: !failure.sent };
  switch (fault) {
    case 'outage':
      return { kind: 'deferred', verdict: 'retry', ...told };
    case 'unfit':
      return { kind: 'deferred', verdict: 'malformed', ...told };
    case 'app':
      return { kind: 'misconfigured', unmistakable: false, ...told };
  }
};
