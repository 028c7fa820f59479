import fc from 'fast-check';
import { NUMBERS, type Recipe } from './wild/recipe.ts';

const anyNumber = fc.integer({ min: 0, max: NUMBERS - 1 });

/** Recipes of these changes; one that breaks a promise shrinks to few steps and small numbers. */
export const anyRecipe = (changes: readonly string[]): fc.Arbitrary<Recipe> =>
  fc.record({
    base: anyNumber,
    steps: fc.array(fc.record({ change: fc.constantFrom(...changes), where: anyNumber, what: anyNumber }), {
      maxLength: 5,
    }),
  });
