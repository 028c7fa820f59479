import { describe, expect, test } from '@jest/globals';
import type { Taken } from '../../lambdas/flow/rejected.ts';
import { report } from '../../lambdas/reject/report.ts';
import { Recorder } from '../flow/recorder.ts';

const linesOf = (taken: readonly Taken[], unreadable = 0) => {
  const journal = new Recorder();
  report(journal, taken, unreadable);
  return journal.lines;
};

describe('the line of a batch', () => {
  test('counts who told, of how many, and what came of it', () => {
    const lines = linesOf(
      [
        { principalId: 'home-1', outcome: 'marked-due', told: 1_000 },
        { principalId: 'home-2', outcome: 'another-generation', told: 3 },
        { principalId: 'home-3', outcome: 'another-generation', told: 1 },
      ],
      2,
    );

    expect(lines).toEqual([
      {
        level: 'info',
        message: 'rejections',
        facts: {
          told: 1_006,
          unreadable: 2,
          principals: 3,
          outcomes: { 'marked-due': 1, 'another-generation': 2 },
          ids: ['home-1'],
        },
      },
    ]);
  });

  test('names the first five that are refreshed for it', () => {
    const taken = Array.from(
      { length: 8 },
      (_, n): Taken => ({ principalId: `home-${n}`, outcome: 'marked-due', told: 1 }),
    );

    expect(linesOf(taken)[0]?.facts.ids).toEqual(['home-0', 'home-1', 'home-2', 'home-3', 'home-4']);
  });

  test("never shows an id that is nobody's: it may be a token in the wrong place", () => {
    const lines = linesOf([
      { principalId: 'eyJhbGciOiJIUzI1NiJ9', outcome: 'unknown', told: 1 },
      { principalId: 'eyJ0eXAiOiJKV1QifQ', outcome: 'failed', told: 1, error: new Error('down') },
    ]);

    expect(JSON.stringify(lines)).not.toContain('eyJ');
  });

  test('tells once, however many, that the table did not answer', () => {
    const error = new Error('down');
    const failed = (principalId: string): Taken => ({ principalId, outcome: 'failed', told: 1, error });

    const lines = linesOf([failed('home-1'), failed('home-2')]);

    expect(lines[0]).toEqual({
      level: 'warn',
      message: 'rejections could not be taken up',
      facts: { principals: 2, error },
    });
    expect(lines).toHaveLength(2);
  });
});
