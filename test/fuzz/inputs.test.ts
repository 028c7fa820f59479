import { describe, expect, test } from '@jest/globals';
import { type Examined, examine } from './examine.ts';
import { inputsAt } from './long/inputs.ts';
import { emptyTally, note } from './long/tally.ts';
import { unreached } from './long/words.ts';
import type { Reader } from './reader.ts';
import { otherReaders, replies } from './readers/index.ts';
import { shrunk } from './shrink.ts';
import type { Recipe } from './wild/recipe.ts';

const textAt = (seed: number, index: number): string =>
  inputsAt(seed, index)
    .map(({ reader, recipe }) => reader.text(reader.make(recipe)))
    .join('\n');

const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('the inputs of a seed', () => {
  test('are the same each time, in whatever order they are asked for', () => {
    const forwards = upTo(200).map((index) => textAt(7, index));
    const backwards = upTo(200)
      .reverse()
      .map((index) => textAt(7, index))
      .reverse();

    expect(backwards).toEqual(forwards);
    expect(forwards).not.toEqual(upTo(200).map((index) => textAt(8, index)));
  });

  test('reach every verdict of every provider, and every other reader both ways', async () => {
    const tally = emptyTally();

    for (const index of upTo(4_000))
      for (const input of inputsAt(1, index))
        note(tally, index, input, await examine(input.reader, input.recipe));

    expect(unreached(tally)).toEqual([]);
    for (const { name } of otherReaders) expect(Object.keys(tally.words[name] ?? {}).length).toBe(2);
  });
});

describe('a broken promise', () => {
  const recipe: Recipe = {
    base: 3,
    steps: ['cut off', 'spliced', 'stray'].map((change) => ({ change, where: 0, what: 0 })),
  };
  /** Breaks its promise wherever the input has a stray. */
  const clumsy: Reader = {
    ...replies,
    make: ({ steps }) => steps.some(({ change }) => change === 'stray'),
    read: (isStray) => isStray,
    wordFor: () => 'read',
    complaints: (_, isStray) => (isStray ? ['it was clumsy'] : []),
  };

  test('is told, with what the input is made by', async () => {
    expect(await examine(clumsy, recipe)).toMatchObject({ complaints: ['it was clumsy'] });
    expect(await shrunk(clumsy, recipe)).toEqual({ base: 3, steps: [recipe.steps[2]] });
  });

  test.each<[string, Partial<Reader>, string]>([
    [
      'throws',
      {
        read: () => {
          throw new Error('no');
        },
      },
      'threw Error: no',
    ],
    [
      'answers what cannot be used',
      {
        complaints: () => {
          throw new Error('no');
        },
      },
      'what was read cannot be used: Error: no',
    ],
    ['takes too long', { read: () => busyFor(12), mostMs: 10 }, 'took 1'],
    ['rejects', { read: () => Promise.reject(new Error('no')) }, 'threw Error: no'],
  ])('is what it comes to where a reader %s', async (_, fault, complaint) => {
    const { complaints }: Examined = await examine({ ...clumsy, ...fault }, { base: 0, steps: [] });

    expect(complaints).toEqual([expect.stringContaining(complaint)]);
  });
});

/** Of this thread's own time. */
const busyFor = (ms: number): void => {
  const begun = process.threadCpuUsage();
  const worked = () => process.threadCpuUsage(begun);
  while (worked().user + worked().system < ms * 1_000);
};
