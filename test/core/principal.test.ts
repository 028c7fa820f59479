import { describe, expect, test } from '@jest/globals';
import { answerWasLost, isAlive } from '../../lambdas/core/principal.ts';
import { aPrincipal, NOW } from './a-principal.ts';

describe('a principal', () => {
  test.each([
    ['a moment before its token ends', { expiresAt: NOW + 1 }, true],
    ['not at the very end', { expiresAt: NOW }, false],
    ['not after the end', { expiresAt: NOW - 1 }, false],
  ])('is alive %s', (_, times, alive) => {
    const principal = aPrincipal(times);

    expect(isAlive(principal, NOW)).toBe(alive);
  });

  test('is not alive before its first refresh', () => {
    const { expiresAt: _, ...principal } = aPrincipal();

    expect(isAlive(principal, NOW)).toBe(false);
  });

  test('has lost an answer when a presentation was open before this claim', () => {
    expect(answerWasLost(aPrincipal({ presentedBefore: 'digest-of-the-grant' }))).toBe(true);
  });

  test('has lost none when only this claim presents', () => {
    expect(answerWasLost(aPrincipal({ presented: 'digest-of-the-grant' }))).toBe(false);
  });
});
