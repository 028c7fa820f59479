import { confidential } from '../confidential.ts';
import type { Outcome, Salvage } from '../outcome.ts';
import { type Members, member, membersOf, textOf, textOfCutOff } from './body.ts';
import { type CodeRule, codeIn, ruleFor, showable } from './codes.ts';
import type { Dialect } from './dialect.ts';
import { areBearer, areSendable, issuedTokens } from './issued-tokens.ts';
import type { Asked, Reply } from './protocol.ts';
import { retryAfterMs } from './retry-after.ts';

/** For a 429 that does not say how long. */
const THROTTLED_WAIT_MS = 60_000;

/** Proxies answer in prose when mutual TLS or HTTPS is missing. A link to an https address is no such demand. */
const SPEAKS_OF_TLS = /\b(?:ssl|tls|client)\b[^.<>]{0,40}\bcertificate|\bhttps\b(?!:\\?\/)/i;

const isSuccess = (status: number): boolean => status >= 200 && status <= 299;
const isClientError = (status: number): boolean => status >= 400 && status <= 499;
const isBusy = (status: number): boolean => status >= 500 || status === 429 || status === 408;
const isWrongAddress = (status: number): boolean =>
  (status >= 300 && status <= 399) || status === 404 || status === 405;

/**
 * Judges one reply. The order of the steps is what matters: each reply that is misread elsewhere (an error under 200,
 * a success page under 404, a code under 503) is decided by which step sees it first.
 *
 * What is known to be `unspent`: a token endpoint that answers with an error issues no token (RFC 6749, section 5.2), so
 * there is no successor and the grant was not consumed by this request. That holds for every code of the table, for a
 * 429 (turned away for its rate) and where no token endpoint answered. It does not hold under 2xx, where an error
 * contradicts itself; under 5xx and 408, since the server may have failed after it had issued; nor for what is in no table.
 *
 * Total: any status, headers and body give an outcome, and nothing of the body gets into what can be printed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export const readReply = (dialect: Dialect, asked: Asked, reply: Reply): Outcome => {
  const members = membersOf(reply.body);
  const code = codeIn(members, dialect.codePlaces);
  const rule = code === undefined ? undefined : ruleFor(dialect.codes, code, asked, members);

  if (isBusy(reply.status)) return busy(reply, rule);
  if (rule !== undefined) return judged(rule, reply, dialect, members);
  if (code !== undefined) return unknownCode(code, reply, dialect, members);
  if (isSuccess(reply.status)) return issued(members, reply, dialect, asked);
  if (isWrongAddress(reply.status)) return wrongAddress(reply.status);
  if (isClientError(reply.status) && SPEAKS_OF_TLS.test(reply.body)) return tlsDemanded;
  return malformed('unreadable', 'The reply is neither tokens nor an error that this protocol knows.');
};

const malformed = (code: string, reason: string, salvage?: Salvage): Outcome => ({
  kind: 'deferred',
  verdict: 'malformed',
  code,
  reason,
  unspent: false,
  ...(salvage === undefined ? {} : { salvage }),
});

/** Step 1. The grant may have been spent before the cloud failed; only a 429 says that it was not looked at. */
const busy = (reply: Reply, rule: CodeRule | undefined): Outcome => {
  const known = rule?.verdict === 'retry' ? rule : undefined;
  const appWaitMs = waitOf(reply, known);
  return {
    kind: 'deferred',
    verdict: 'retry',
    code: known?.code ?? `http-${reply.status}`,
    reason: known === undefined ? busyReason(reply.status) : sentence(known),
    unspent: reply.status === 429,
    ...(appWaitMs === undefined ? {} : { appWaitMs }),
  };
};

const busyReason = (status: number): string => {
  if (status === 429) return 'HTTP 429: too many requests.';
  if (status === 408) return 'HTTP 408: the server waited too long for the request.';
  return `HTTP ${status}: the server failed.`;
};

const waitOf = (reply: Reply, rule: CodeRule | undefined): number | undefined => {
  const asksToWait = reply.status === 429 || reply.status === 503 || rule?.waitMs !== undefined;
  const retryAfter = asksToWait ? retryAfterMs(reply.headers['retry-after'], reply.receivedAt) : undefined;
  if (rule?.waitMs !== undefined) return Math.max(rule.waitMs, retryAfter ?? 0);
  return retryAfter ?? (reply.status === 429 ? THROTTLED_WAIT_MS : undefined);
};

const sentence = (rule: CodeRule): string => `${rule.code}: ${rule.reason}.`;

/** Step 2, a code of the table. */
const judged = (rule: CodeRule, reply: Reply, dialect: Dialect, members: Members | undefined): Outcome => {
  const failed = { code: rule.code, reason: sentence(rule) };
  const unspent = !isSuccess(reply.status);
  switch (rule.verdict) {
    case 'reauthorize':
      return { kind: 'refused', ...failed };
    case 'app-misconfigured':
      return {
        kind: 'misconfigured',
        ...failed,
        unspent,
        unmistakable: rule.unmistakable === true,
      };
    case 'retry': {
      const appWaitMs = waitOf(reply, rule);
      const salvage = salvageOf(members, reply, dialect);
      return {
        kind: 'deferred',
        verdict: 'retry',
        ...failed,
        // A throttle turns requests away; an internal error may have come after the grant was consumed.
        unspent: unspent && rule.waitMs !== undefined,
        ...(appWaitMs === undefined ? {} : { appWaitMs }),
        ...(salvage === undefined ? {} : { salvage }),
      };
    }
  }
};

/** Step 2, a code that is in no table. */
const unknownCode = (code: string, reply: Reply, dialect: Dialect, members: Members | undefined): Outcome =>
  malformed(
    'unknown-code',
    showable(code) ? `${code}: an error code that is in no table.` : 'An error code that is in no table.',
    salvageOf(members, reply, dialect),
  );

/** Step 3. */
const issued = (members: Members | undefined, reply: Reply, dialect: Dialect, asked: Asked): Outcome => {
  const received = issuedTokens(members, dialect, asked);
  if (received === undefined) {
    return malformed(
      'access-token-missing',
      'The reply reports success but holds no access token.',
      salvageOf(members, reply, dialect),
    );
  }
  if (!areSendable(received.tokens)) {
    return malformed(
      'access-token-unusable',
      'The access token cannot be sent in a header.',
      salvageOf(members, reply, dialect),
    );
  }
  if (!areBearer(received.tokens)) {
    return malformed('token-type', 'The token is not a Bearer token.', { tokens: received.tokens });
  }
  return { kind: 'refreshed', reason: 'A new access token was issued.', ...received };
};

/** A new refresh token in a 2xx reply has replaced the old one, whatever else is wrong with the reply. */
const salvageOf = (members: Members | undefined, reply: Reply, dialect: Dialect): Salvage | undefined => {
  if (!isSuccess(reply.status)) return undefined;
  const { refreshToken } = dialect.fields;
  const found =
    members === undefined ? textOfCutOff(reply.body, refreshToken) : textOf(member(members, refreshToken));
  return found === undefined ? undefined : { refreshToken: confidential(found) };
};

/** Step 4. Redirects are never followed: a POST would arrive as a GET, or the credentials elsewhere. */
const wrongAddress = (status: number): Outcome => ({
  kind: 'misconfigured',
  code: `http-${status}`,
  reason: `HTTP ${status}: no token endpoint answers at this host, port and path.`,
  unspent: true,
  unmistakable: false,
});

/** Step 5. */
const tlsDemanded: Outcome = {
  kind: 'misconfigured',
  code: 'tls-demanded',
  reason: 'The server asks for HTTPS or for a client certificate.',
  unspent: true,
  unmistakable: false,
};
