import type { Random } from '../../../simulation/random.ts';
import { NUMBERS, type Recipe } from './recipe.ts';

/** Changes that cost time or leave nothing of the base: one of them for ten of the others. */
const RARE: ReadonlySet<string> = new Set([
  'heavy value',
  'long run',
  'noise',
  'another format',
  'all in a list',
  'all as text',
  'no headers',
]);
const OFTEN = 10;

/** Names, each as often as it is to be drawn. */
const lots = (changes: readonly string[]): readonly string[] =>
  changes.flatMap((change) => Array.from({ length: RARE.has(change) ? 1 : OFTEN }, () => change));

const MOST_STEPS = 6;

/** Draws recipes of these changes: mostly short ones, so that what is read at all is not rare. */
export const recipeFrom = (changes: readonly string[]): ((random: Random) => Recipe) => {
  const drawn = lots(changes);
  return (random) => {
    const length = Math.floor(random.fraction() ** 2 * (MOST_STEPS + 1));
    const number = () => random.below(NUMBERS);
    const steps = Array.from({ length }, () => ({
      change: drawn[random.below(drawn.length)] ?? '',
      where: number(),
      what: number(),
    }));
    return { base: number(), steps };
  };
};
