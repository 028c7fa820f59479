import { describe, expect, test } from '@jest/globals';
import { type Rescue, readRescue, rescueRecord } from '../../lambdas/core/rescue.ts';
import { NOW } from './a-principal.ts';

const rescue: Rescue = {
  principalId: 'anna',
  provider: 'dkn',
  app: 'dkn',
  generation: 7,
  keptBy: 'lease-1',
  sealed: Buffer.from([0, 1, 254, 255]),
  grantDigest: 'digest',
  times: { issuedAt: NOW, expiresAt: NOW + 7_200_000, refreshTokenExpiresAt: NOW + 86_400_000 },
  scope: 'read',
  subject: 'user-1',
};

describe('a rescue record', () => {
  test('comes out of a log line as it went in', () => {
    const line = JSON.stringify({ level: 'ERROR', message: 'rescue', ...rescueRecord(rescue) });

    expect(readRescue(JSON.parse(line))).toEqual(rescue);
  });

  test('may lack times, scope and subject: not every grant comes with a token', () => {
    const { times: _, scope: __, subject: ___, ...least } = rescue;

    expect(readRescue(rescueRecord(least))).toEqual(least);
  });

  test('tells times in seconds, as everything that is stored', () => {
    expect(rescueRecord(rescue)).toMatchObject({ schema: 1, issued_at: NOW / 1_000 });
  });

  test.each([
    ['nothing', undefined],
    ['another line', { message: 'tick' }],
    ['a cut one', { ...rescueRecord(rescue), sealed: undefined }],
    ['one that is no base64', { ...rescueRecord(rescue), sealed: '***' }],
    ['one of nothing', { ...rescueRecord(rescue), sealed: '' }],
    ['one without a digest', { ...rescueRecord(rescue), grant_digest: '' }],
    ['one whose times count milliseconds', { ...rescueRecord(rescue), expires_at: NOW }],
    ['one whose end no row can hold', { ...rescueRecord(rescue), refresh_token_expires_at: 1e15 }],
    ['one of a later schema', { ...rescueRecord(rescue), schema: 2 }],
  ])('is not read from %s', (_, value) => {
    expect(readRescue(value)).toBeUndefined();
  });
});
