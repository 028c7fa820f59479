import { examine } from './examine.ts';
import type { Reader } from './reader.ts';
import type { Recipe } from './wild/recipe.ts';

/** The same recipe with as few steps as still break a promise. */
export const shrunk = async (reader: Reader, recipe: Recipe): Promise<Recipe> => {
  for (let index = 0; index < recipe.steps.length; index += 1) {
    const less = { ...recipe, steps: recipe.steps.toSpliced(index, 1) };
    if ((await examine(reader, less)).complaints.length > 0) return shrunk(reader, less);
  }
  return recipe;
};
