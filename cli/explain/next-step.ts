import { confidential } from '../../lambdas/core/confidential.ts';
import type { Outcome } from '../../lambdas/core/outcome.ts';
import type { Asked, Protocol } from '../../lambdas/core/protocols/protocol.ts';
import type { Grant } from '../../lambdas/core/tokens.ts';

type Deferred = Extract<Outcome, { kind: 'deferred' }>;

const KEPT = 'The tokens are kept, the access token is published; the next look comes before it expires.';

/** What the scheduler does after an outcome, for people. */
export const nextStep = (outcome: Outcome, asked: Asked, protocol: Protocol): string =>
  asked === 'exchange' ? afterExchange(outcome, protocol) : afterRun(outcome, asked, protocol);

/** An authorization's code works once and the scheduler has none to repeat it with. */
const afterExchange = (outcome: Outcome, protocol: Protocol): string => {
  switch (outcome.kind) {
    case 'refreshed':
      return KEPT;
    case 'deferred':
      return `Nobody is enrolled, and nobody repeats it by itself: start the authorization again${atEarliest(outcome)}.`;
    case 'refused':
      return `Nobody is enrolled. ${protocol.reauthorize}`;
    case 'misconfigured':
      return 'Nobody is enrolled: correct the app and its secret, then start the authorization again.';
  }
};

const atEarliest = ({ appWaitMs }: Deferred): string =>
  appWaitMs === undefined ? '' : `, in ${Math.ceil(appWaitMs / 1000)} s at the earliest`;

const afterRun = (outcome: Outcome, asked: Asked, protocol: Protocol): string => {
  switch (outcome.kind) {
    case 'refreshed':
      return KEPT;
    case 'deferred':
      return [`The same is tried again in 1 to 15 minutes${quiet(outcome)}.`, ...salvaged(outcome)].join(' ');
    case 'refused':
      return afterRefusal(asked, protocol);
    case 'misconfigured':
      return outcome.unmistakable
        ? 'The app pauses at once and is announced.'
        : 'The app secret is read again, then the principal is tried later; if others of its app get the same answer, the app pauses.';
  }
};

/** A reply does not show whether a login was kept beside the refresh token that it refuses. */
const afterRefusal = (asked: Asked, protocol: Protocol): string => {
  const halted = `principal is halted and announced. ${protocol.reauthorize}`;
  const keepsLogins = protocol.grants.some((kind) => kind === 'login' || kind === 'password');
  if (asked === 'login' || !keepsLogins) return `The ${halted}`;
  return protocol.fallback(REFUSED)
    ? 'The scheduler logs in again by itself.'
    : `Where a login was kept beside the refresh token, the scheduler logs in by itself; otherwise the ${halted}`;
};

const quiet = ({ appWaitMs }: Deferred): string =>
  appWaitMs === undefined ? '' : `, and the whole app is quiet for ${Math.ceil(appWaitMs / 1000)} s`;

const salvaged = ({ salvage }: Deferred): string[] => {
  if (salvage?.tokens) return ['The tokens are kept but not published.'];
  return salvage?.refreshToken ? ['The new refresh token in the reply is kept.'] : [];
};

/** With no login beside it: what a protocol falls back to here, it always does. */
const REFUSED: Grant = { kind: 'refresh_token', refreshToken: confidential('') };
