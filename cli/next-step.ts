import { confidential } from '../lambdas/core/confidential.ts';
import type { Outcome } from '../lambdas/core/outcome.ts';
import type { Asked, Protocol } from '../lambdas/core/protocols/protocol.ts';
import type { Grant } from '../lambdas/core/tokens.ts';

type Deferred = Extract<Outcome, { kind: 'deferred' }>;

/** What the scheduler does after an outcome, for people. */
export const nextStep = (outcome: Outcome, asked: Asked, protocol: Protocol): string => {
  switch (outcome.kind) {
    case 'refreshed':
      return 'The tokens are kept, the access token is published; the next look comes before it expires.';
    case 'deferred':
      return [`The same is tried again in 1 to 15 minutes${quiet(outcome)}.`, ...salvaged(outcome)].join(' ');
    case 'refused':
      if (asked === 'exchange') return `Nobody is enrolled. ${protocol.reauthorize}`;
      return protocol.fallback(presentedBy(asked)) === undefined
        ? `The principal is halted and announced. ${protocol.reauthorize}`
        : 'The scheduler logs in again by itself.';
    case 'misconfigured':
      return outcome.unmistakable
        ? 'The app pauses at once and is announced.'
        : 'The app secret is read again, then the principal is tried later; if others of its app get the same answer, the app pauses.';
  }
};

const quiet = ({ appWaitMs }: Deferred): string =>
  appWaitMs === undefined ? '' : `, and the whole app is quiet for ${Math.ceil(appWaitMs / 1000)} s`;

const salvaged = ({ salvage }: Deferred): string[] => {
  if (salvage?.tokens) return ['The tokens are kept but not published.'];
  return salvage?.refreshToken ? ['The new refresh token in the reply is kept.'] : [];
};

/** The kind of grant that the request presented; its content does not matter here. */
const presentedBy = (asked: Asked): Grant =>
  asked === 'login' ? { kind: 'login' } : { kind: 'refresh_token', refreshToken: confidential('') };
