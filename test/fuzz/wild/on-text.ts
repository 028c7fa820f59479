import { type Changes, chosen } from './recipe.ts';
import { OTHER_FORMATS, runFor, STRAYS } from './vocabulary.ts';

const place = (text: string, number: number): number => number % (text.length + 1);

/** Changes of what is written. `others`: texts that one can be joined with. */
export const onText = (others: readonly string[]): Changes<string> => ({
  'cut off': (text, where) => text.slice(0, place(text, where)),
  'beginning lost': (text, where) => text.slice(place(text, where)),
  hole: (text, where, what) =>
    text.slice(0, place(text, where)) + text.slice(place(text, where) + (what % 20)),
  'said again': (text, where, what) => {
    const from = place(text, where);
    return text.slice(0, from + (what % 40)) + text.slice(from);
  },
  spliced: (text, where, what) => {
    const other = chosen(others, what);
    return text.slice(0, place(text, where)) + other.slice(place(other, where >>> 8));
  },
  stray: (text, where, what) => {
    const at = place(text, where);
    return text.slice(0, at) + chosen(STRAYS, what) + text.slice(at);
  },
  'long run': (text, where, what) => {
    const at = place(text, where);
    return text.slice(0, at) + runFor(where >>> 8, what) + text.slice(at);
  },
  'another format': (_, __, what) => chosen(OTHER_FORMATS, what),
  'line by line': (text) => text.replaceAll(',', ',\n'),
});
