import fc from 'fast-check';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Grant, Login } from '../../lambdas/core/tokens.ts';

/** Any text that is not empty, halves of characters included. */
export const ANY_TEXT = fc.string({ unit: 'binary', minLength: 1 });

const anySecret = ANY_TEXT.map(confidential);

export const anyLogin: fc.Arbitrary<Login> = fc.oneof(
  fc.record({ kind: fc.constant('login' as const), as: ANY_TEXT }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('password' as const), username: ANY_TEXT, password: anySecret }),
);

export const anyGrant: fc.Arbitrary<Grant> = fc.oneof(
  fc.record(
    { kind: fc.constant('refresh_token' as const), refreshToken: anySecret, fallback: anyLogin },
    { requiredKeys: ['kind', 'refreshToken'] },
  ),
  anyLogin,
  fc.constant({ kind: 'none' as const }),
);

/** With its secrets in clear, so that two grants can be compared: Jest cannot see into a confidential value. */
export const plain = (grant: Grant): object => {
  switch (grant.kind) {
    case 'refresh_token': {
      const { fallback, refreshToken } = grant;
      return {
        ...grant,
        refreshToken: refreshToken.reveal(),
        ...(fallback && { fallback: plain(fallback) }),
      };
    }
    case 'password':
      return { ...grant, password: grant.password.reveal() };
    default:
      return { ...grant };
  }
};
