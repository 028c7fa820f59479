import type { Examined } from '../examine.ts';
import type { Input } from './inputs.ts';

export interface Found {
  readonly index: number;
  readonly reader: string;
  readonly complaints: readonly string[];
}

export interface Slowest {
  readonly ms: number;
  readonly index: number;
  readonly reader: string;
  /** What was done to it. */
  readonly changes: readonly string[];
}

/** What a stretch of inputs came to. */
export interface Tally {
  inputs: number;
  /** How often each reader said each word. */
  readonly words: Record<string, Record<string, number>>;
  /** The first few; the rest is counted. */
  readonly found: Found[];
  failures: number;
  /** Of replies, and of all else. */
  readonly slowest: { reply: Slowest; other: Slowest };
}

const MOST_KEPT = 20;
const NONE: Slowest = { ms: 0, index: 0, reader: '', changes: [] };

export const emptyTally = (): Tally => ({
  inputs: 0,
  words: {},
  found: [],
  failures: 0,
  slowest: { reply: NONE, other: NONE },
});

const say = (tally: Tally, reader: string, word: string, times: number): void => {
  tally.words[reader] ??= {};
  const words = tally.words[reader];
  words[word] = (words[word] ?? 0) + times;
};

export const note = (tally: Tally, index: number, { reader, recipe }: Input, examined: Examined): void => {
  const { word, ms, complaints } = examined;
  tally.inputs += 1;
  say(tally, reader.name, word, 1);
  const kind = reader.name === 'reply' ? 'reply' : 'other';
  if (ms > tally.slowest[kind].ms)
    tally.slowest[kind] = {
      ms,
      index,
      reader: reader.name,
      changes: recipe.steps.map(({ change }) => change),
    };
  if (complaints.length === 0) return;
  tally.failures += 1;
  if (tally.found.length < MOST_KEPT) tally.found.push({ index, reader: reader.name, complaints });
};

export const add = (sum: Tally, part: Tally): void => {
  sum.inputs += part.inputs;
  sum.failures += part.failures;
  sum.found.push(...part.found.slice(0, MOST_KEPT - sum.found.length));
  for (const kind of ['reply', 'other'] as const)
    if (part.slowest[kind].ms > sum.slowest[kind].ms) sum.slowest[kind] = part.slowest[kind];
  for (const [reader, words] of Object.entries(part.words))
    for (const [word, times] of Object.entries(words)) say(sum, reader, word, times);
};
