import type { Recipe } from './wild/recipe.ts';

/** Something that reads what others wrote, and what must hold for whatever it is given. */
export interface Reader<Input = unknown, Read = unknown> {
  readonly name: string;
  /** Changes that its recipes can be made of. */
  readonly changes: readonly string[];
  make(recipe: Recipe): Input;
  /** Alone in here is what is tested and timed. */
  read(input: Input): Read | Promise<Read>;
  /** In a word, for counting. */
  wordFor(input: Input, read: Read): string;
  /** Promises that are broken. */
  complaints(input: Input, read: Read): readonly string[];
  /** What is printed of an error that it may throw; `undefined` for one that it may not. */
  printedOf?(error: unknown): readonly string[] | undefined;
  /** How long it may take; some look at whole files, and nobody waits for them but whoever gave the file. */
  readonly mostMs?: number;
  /** The input as people can look at it. */
  text(input: Input): string;
}

/** One whose types are its own business. */
export const reader = <Input, Read>(one: Reader<Input, Read>): Reader => one as Reader;
