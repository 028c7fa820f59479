import { describe, expect, test } from '@jest/globals';
import { readPublished } from '../../lambdas/consumer/published-token.ts';
import { TokenError } from '../../lambdas/consumer/token-error.ts';

const PLANTED = 'Zk3QmT8vLxW2-planted-9K';
const secret = {
  schema: 1,
  principal_id: 'home-1',
  provider: 'dkn',
  token_type: 'Bearer',
  access_token: PLANTED,
  issued_at: 1_795_000_000,
  expires_at: 1_795_007_200,
  generation: 7,
};

const failure = (change: object): TokenError => {
  try {
    readPublished('home-1', JSON.stringify({ ...secret, ...change }));
  } catch (error) {
    if (error instanceof TokenError) return error;
  }
  throw new Error('no TokenError');
};

describe('a published secret', () => {
  test('gives a token whose times are dates', () => {
    const token = readPublished('home-1', JSON.stringify(secret));

    expect(token.authorization).toBe(`Bearer ${PLANTED}`);
    expect(new Date(token.expiresAt).toISOString()).toBe('2026-11-18T13:06:40.000Z');
  });

  test.each<[string, string, unknown]>([
    ['a token with an end of line', 'access_token', `${PLANTED}\r\nX-Injected: 1`],
    ['a token with a blank', 'access_token', `${PLANTED} `],
    ['a token with half a character', 'access_token', `${PLANTED}\ud800`],
    ['a start in milliseconds, and then some', 'issued_at', 8_640_000_000_001],
    ['an end that no date can tell', 'expires_at', Number.MAX_SAFE_INTEGER],
  ])('is unreadable with %s, and is not quoted', (_, field, value) => {
    const error = failure({ [field]: value });

    expect(error).toMatchObject({ code: 'unreadable', message: expect.stringContaining(field) });
    expect(error.message).not.toContain(PLANTED);
  });
});
