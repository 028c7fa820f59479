import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Outcome } from '../../lambdas/core/outcome.ts';
import { blamedOnApp } from '../../lambdas/core/refused-login.ts';
import type { Presentable } from '../../lambdas/core/tokens.ts';

const refused: Outcome = { kind: 'refused', code: 'invalid_grant', reason: 'No.' };

describe("a refusal of an app's own login", () => {
  test('speaks of the app: nothing was spent, and no principal is stopped for it', () => {
    const outcome = blamedOnApp(refused, { kind: 'login', as: 'admin' });

    expect(outcome).toEqual({
      kind: 'misconfigured',
      code: 'invalid_grant',
      reason: 'No.',
      unspent: true,
      unmistakable: false,
    });
  });

  test.each<Presentable>([
    { kind: 'refresh_token', refreshToken: confidential('r') },
    { kind: 'password', username: 'u', password: confidential('p') },
    { kind: 'authorization_code', code: confidential('c') },
  ])('is no other refusal: that of a $kind speaks of its principal', (presented) => {
    expect(blamedOnApp(refused, presented)).toBe(refused);
  });

  test('is no other outcome of a login', () => {
    const busy: Outcome = {
      kind: 'deferred',
      verdict: 'retry',
      code: 'http-503',
      reason: '',
      unspent: false,
    };

    expect(blamedOnApp(busy, { kind: 'login' })).toBe(busy);
  });
});
