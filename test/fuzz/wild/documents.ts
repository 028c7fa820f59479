import { inspect } from 'node:util';
import { onPaper } from './on-paper.ts';
import { onText } from './on-text.ts';
import { paperOf, written } from './paper.ts';
import { changed, chosen, type Recipe } from './recipe.ts';
import { vocabularyOf } from './recorded-replies.ts';

/** JSON texts that begin as good ones. */
export interface Documents {
  readonly changes: readonly string[];
  write(recipe: Recipe): string;
}

/**
 * @param bases good ones, as values; their names and texts are what the changes speak of
 * @param further values that only this kind of document can hold, as they are written
 */
export const documents = (bases: readonly unknown[], further: readonly string[] = []): Documents => {
  const texts = bases.map((base) => JSON.stringify(base));
  const { names, words } = vocabularyOf(texts);
  const paperChanges = onPaper(names, words, further);
  const textChanges = onText(texts);
  return {
    changes: [...Object.keys(paperChanges), ...Object.keys(textChanges)],
    write: ({ base, steps }) =>
      changed(written(changed(paperOf(chosen(bases, base)), paperChanges, steps)), textChanges, steps),
  };
};

/** The value of a text that is JSON, `NOT_JSON` for all others: some readers are given what others have parsed. */
export const NOT_JSON = Symbol('not JSON');

export const parsedFrom = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
};

/** A value as people can look at it; the value itself may be nested too deeply to be written again. */
export const shown = (value: unknown): string => inspect(value, { depth: 8, maxStringLength: null });
