import { describe, expect, test } from '@jest/globals';
import type { Principal } from '../../lambdas/core/principal.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import { ofEnrolment, ofRegistration, ofRow, refusedWith } from '../../lambdas/operate/answers.ts';
import { active, halted, NOW, paused, seconds } from '../support/principals.ts';

const found = (principal: Principal) => ofRow(principal.principalId, { row: 'found', principal });

describe('the answer to a registration', () => {
  test('says what changed and what will soon need care', () => {
    const warnings = [{ field: 'ca', remedy: 'ends on 2026-12-01: get a new one in time' }];

    expect(
      ofRegistration('acme', { registered: true, provider: 'dkn', change: 'updated', warnings }),
    ).toEqual({
      ok: true,
      operation: 'registerApp',
      app: 'acme',
      provider: 'dkn',
      change: 'updated',
      warnings,
    });
  });

  test('names every problem', () => {
    const problems = [
      { field: 'app_id', remedy: 'is missing' },
      { field: 'secret', remedy: 'is missing' },
    ];

    expect(ofRegistration('acme', { registered: false, problems })).toEqual({
      ok: false,
      operation: 'registerApp',
      problems,
    });
  });
});

describe('the answer to an enrolment', () => {
  test('says where the token is, or will be', () => {
    expect(
      ofEnrolment({
        enrolled: true,
        principalId: 'home-1',
        secretName: 'refresh-scheduler/tokens/dkn/home-1',
        published: true,
        next: 'It is refreshed before it expires.',
      }),
    ).toEqual({
      ok: true,
      operation: 'enrol',
      principal_id: 'home-1',
      secret_name: 'refresh-scheduler/tokens/dkn/home-1',
      published: true,
      next: 'It is refreshed before it expires.',
    });
  });

  test('names the problem', () => {
    expect(ofEnrolment({ enrolled: false, field: 'app', remedy: 'use another app' })).toEqual({
      ok: false,
      operation: 'enrol',
      problems: [{ field: 'app', remedy: 'use another app' }],
    });
  });
});

describe('what is shown of a principal', () => {
  test('is how it fares, with times in epoch seconds, and nothing of what is sealed', () => {
    const row = active({
      refreshTokenExpiresAt: NOW + MINUTE,
      lastError: { code: 'http-503', action: 'wait', at: NOW },
      failures: 2,
      subject: 'user-1',
      scope: 'read',
      labels: { site: 'north' },
    });

    const { sealed: _, ...shown } = row;
    expect(found(row)).toEqual({
      ok: true,
      operation: 'show',
      principal_id: shown.principalId,
      provider: shown.provider,
      app: shown.app,
      state: 'active',
      generation: 7,
      published: true,
      secret_name: shown.secretName,
      expires_at: seconds(Number(shown.expiresAt)),
      refresh_at: seconds(Number(shown.refreshAt)),
      last_refreshed_at: seconds(Number(shown.lastRefreshedAt)),
      refresh_token_expires_at: seconds(NOW + MINUTE),
      failures: 2,
      last_error: { code: 'http-503', action: 'wait', at: seconds(NOW) },
      subject: 'user-1',
      scope: 'read',
      labels: { site: 'north' },
    });
  });

  test('says of a halted one why', () => {
    expect(found(halted({ haltReason: 'answer-lost' }))).toMatchObject({
      state: 'halted',
      halt_reason: 'answer-lost',
    });
  });

  test('says of a paused one no reason that it does not have', () => {
    const answer = found(paused());

    expect(answer).toMatchObject({ state: 'paused' });
    for (const absent of [
      'halt_reason',
      'last_error',
      'subject',
      'scope',
      'labels',
      'refresh_token_expires_at',
    ])
      expect(answer).not.toHaveProperty(absent);
  });

  test('is unpublished while its secret shows an older token', () => {
    expect(found(active({ generation: 8 }))).toMatchObject({ generation: 8, published: false });
  });

  test.each([
    [{ row: 'missing' } as const, /thing-1 is not enrolled/],
    [
      { row: 'malformed', problems: ['state: breaks the contract', 'sealed: must be custom'] } as const,
      /its row breaks the contract: state: breaks the contract, sealed/,
    ],
  ])('is a problem where there is no row that can be shown %#', (reading, remedy) => {
    expect(ofRow('thing-1', reading)).toEqual({
      ok: false,
      operation: 'show',
      problems: [{ field: 'principal_id', remedy: expect.stringMatching(remedy) }],
    });
  });
});

test('a refusal of something that cannot even be told names no operation', () => {
  expect(refusedWith(undefined, [])).toEqual({ ok: false, problems: [] });
});
