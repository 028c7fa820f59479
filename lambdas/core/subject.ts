import type { Outcome } from './outcome.ts';
import type { Presentable, Tokens } from './tokens.ts';

/**
 * Tokens that speak for another user or thing than before are not this principal's: published under its name they would
 * open somebody else's data to its consumers. What can be kept of them is kept, and its owner must authorize again.
 *
 * That holds for tokens which a malformed reply gave, too: kept as they are, they would make their subject the expected one.
 *
 * A login of the app itself may well get another subject each time.
 *
 * @param expected as an earlier reply, or whoever enrolled the principal, named it
 */
export const forTheSameSubject = (
  outcome: Outcome,
  used: Presentable,
  expected: string | undefined,
): Outcome => {
  const tokens = tokensIn(outcome);
  if (tokens === undefined || used.kind === 'login' || expected === undefined) return outcome;
  const { subject, refreshToken } = tokens;
  if (subject === undefined || subject === expected) return outcome;
  return {
    kind: 'refused',
    code: 'another-subject',
    reason: 'The tokens are for another user or thing than this principal.',
    ...(refreshToken && { salvage: { refreshToken } }),
  };
};

const tokensIn = (outcome: Outcome): Tokens | undefined => {
  switch (outcome.kind) {
    case 'refreshed':
      return outcome.tokens;
    case 'deferred':
      return outcome.salvage?.tokens;
    default:
      return undefined;
  }
};
