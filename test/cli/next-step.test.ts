import { describe, expect, test } from '@jest/globals';
import { nextStep } from '../../cli/explain/next-step.ts';
import type { Outcome } from '../../lambdas/core/outcome.ts';
import { protocolOf } from '../../lambdas/core/protocols/index.ts';
import type { Asked, Protocol } from '../../lambdas/core/protocols/protocol.ts';

const REFUSED: Outcome = { kind: 'refused', code: 'dead', reason: 'Dead.' };

const known = (provider: string): Protocol => {
  const protocol = protocolOf(provider);
  if (!protocol) throw new Error(`there is no protocol ${provider}`);
  return protocol;
};
const next = (provider: string, asked: Asked): string => nextStep(REFUSED, asked, known(provider));

describe('after a refusal', () => {
  test('halts where nothing but a refresh token can be kept, and says who must act', () => {
    const { reauthorize } = known('dkn');

    expect(next('dkn', 'refresh')).toBe(`The principal is halted and announced. ${reauthorize}`);
  });

  test('logs in where that is always possible', () => {
    expect(next('huawei', 'refresh')).toBe('The scheduler logs in again by itself.');
  });

  test.each([['kii'], ['oauth2']])(
    'says both where it depends on what was kept, which a reply does not show: %s',
    (provider) => {
      const step = next(provider, 'refresh');

      expect(step).toMatch(
        /^Where a login was kept beside the refresh token, the scheduler logs in by itself; otherwise the principal is halted and announced\./,
      );
      expect(step).toContain(known(provider).reauthorize);
    },
  );

  test.each([['huawei'], ['kii'], ['oauth2']])(
    'of a login halts, since nothing stands behind it: %s',
    (provider) => {
      const step = next(provider, 'login');

      expect(step).toMatch(/^The principal is halted and announced\./);
      expect(step).not.toContain('by itself; otherwise');
    },
  );

  test.each([['dkn'], ['oauth2']])('of a code enrols nobody: %s', (provider) => {
    expect(next(provider, 'exchange')).toMatch(/^Nobody is enrolled\./);
  });
});
