import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Outcome } from '../../lambdas/core/outcome.ts';
import { forTheSameSubject } from '../../lambdas/core/subject.ts';
import type { Presentable, Tokens } from '../../lambdas/core/tokens.ts';

const REFRESH_TOKEN: Presentable = { kind: 'refresh_token', refreshToken: confidential('old') };
const CODE: Presentable = { kind: 'authorization_code', code: confidential('code') };
const PASSWORD: Presentable = { kind: 'password', username: 'ada', password: confidential('pw') };
const LOGIN: Presentable = { kind: 'login' };

const tokens = (but: Partial<Tokens> = {}): Tokens => ({
  accessToken: confidential('secret-at'),
  expiresInSeconds: 3_600,
  ...but,
});
const refreshed = (but: Partial<Tokens> = {}): Outcome => ({
  kind: 'refreshed',
  reason: 'A new access token was issued.',
  tokens: tokens(but),
  warnings: [],
});
const malformed = (salvage: { tokens: Tokens } | { refreshToken: Tokens['accessToken'] }): Outcome => ({
  kind: 'deferred',
  verdict: 'malformed',
  code: 'token-type',
  reason: 'The token is not a Bearer token.',
  unspent: false,
  salvage,
});

describe('tokens', () => {
  test.each<[string, Outcome, Presentable, string | undefined]>([
    ['for the same user', refreshed({ subject: 'ada' }), REFRESH_TOKEN, 'ada'],
    ['for a user, where none was known', refreshed({ subject: 'ada' }), REFRESH_TOKEN, undefined],
    ['for nobody that is named, where one was known', refreshed(), REFRESH_TOKEN, 'ada'],
    ['for another, after a login of the app itself', refreshed({ subject: 'bob' }), LOGIN, 'ada'],
    [
      'for the same user, of another kind',
      malformed({ tokens: tokens({ subject: 'ada' }) }),
      PASSWORD,
      'ada',
    ],
  ])('are passed on %s', (_, outcome, used, expected) => {
    expect(forTheSameSubject(outcome, used, expected)).toBe(outcome);
  });

  test.each<[string, Presentable]>([
    ['a refresh token', REFRESH_TOKEN],
    ['a code', CODE],
    ['a password', PASSWORD],
  ])('for another user are refused after %s, and nothing of them can be published', (_, used) => {
    const outcome = forTheSameSubject(refreshed({ subject: 'bob' }), used, 'ada');

    expect(outcome).toStrictEqual({
      kind: 'refused',
      code: 'another-subject',
      reason: 'The tokens are for another user or thing than this principal.',
    });
  });

  test('for a user in another spelling are refused: names of clouds are not ours to compare loosely', () => {
    expect(forTheSameSubject(refreshed({ subject: 'Ada' }), PASSWORD, 'ada').kind).toBe('refused');
  });

  test.each<[string, Outcome]>([
    ['good', refreshed({ subject: 'bob', refreshToken: confidential('new') })],
    ['malformed', malformed({ tokens: tokens({ subject: 'bob', refreshToken: confidential('new') }) })],
  ])('for another user leave their refresh token to be kept, from a %s reply, and no more', (_, reply) => {
    const outcome = forTheSameSubject(reply, REFRESH_TOKEN, 'ada');

    expect(outcome).toMatchObject({ kind: 'refused', code: 'another-subject' });
    const { salvage } = outcome as Extract<Outcome, { kind: 'refused' }>;
    expect(Object.keys(salvage ?? {})).toEqual(['refreshToken']);
    expect(salvage?.refreshToken?.reveal()).toBe('new');
  });

  test('for another user without a refresh token leave nothing to be kept, though the cloud says so', () => {
    const outcome = forTheSameSubject(
      refreshed({ subject: 'bob', refreshToken: null }),
      REFRESH_TOKEN,
      'ada',
    );

    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(outcome).not.toHaveProperty('salvage');
  });

  test('for another user are told without saying for whom', () => {
    const outcome = forTheSameSubject(
      refreshed({ subject: 'bob', refreshToken: confidential('secret-rt') }),
      REFRESH_TOKEN,
      'ada',
    );

    expect(inspect(outcome, { depth: null, showHidden: true }) + JSON.stringify(outcome)).not.toMatch(
      /ada|bob|secret/,
    );
  });
});

test.each<[string, Outcome]>([
  ['a refusal', { kind: 'refused', code: 'invalid_grant', reason: 'Dead.' }],
  ['a salvaged refresh token', malformed({ refreshToken: confidential('new') })],
  [
    'an outage',
    { kind: 'deferred', verdict: 'retry', code: 'http-503', reason: 'The server failed.', unspent: false },
  ],
  [
    'a wrong app',
    { kind: 'misconfigured', code: 'invalid_client', reason: 'Wrong.', unspent: true, unmistakable: false },
  ],
])('%s has no subject and stays what it is', (_, outcome) => {
  expect(forTheSameSubject(outcome, REFRESH_TOKEN, 'ada')).toBe(outcome);
});
