import { Random } from '../../../simulation/random.ts';
import type { Reader } from '../reader.ts';
import { otherReaders, replies } from '../readers/index.ts';
import { recipeFrom } from '../wild/drawing.ts';
import type { Recipe } from '../wild/recipe.ts';

/** What one reader is given. */
export interface Input {
  readonly reader: Reader;
  readonly recipe: Recipe;
}

/** Of so many indices, one also gives an input that is no reply. */
export const ONE_OTHER_IN = 2;
/** Sets the chances of the others apart from those of replies. */
const OTHERS = 0x9e37_79b9;

const draw = new Map([replies, ...otherReaders].map((one) => [one.name, recipeFrom(one.changes)]));

const drawn = (reader: Reader, random: Random): Input => ({
  reader,
  recipe: draw.get(reader.name)?.(random) ?? { base: 0, steps: [] },
});

/** A reply, and now and then something else: the same for the same seed and index, whoever asks and in whatever order. */
export const inputsAt = (seed: number, index: number): readonly Input[] => {
  const reply = drawn(replies, new Random(seed, index));
  if (index % ONE_OTHER_IN !== 0) return [reply];
  const other = otherReaders[(index / ONE_OTHER_IN) % otherReaders.length];
  return other ? [reply, drawn(other, new Random(seed + OTHERS, index))] : [reply];
};
