import { ofPrinted, ofPrototypes } from './promises.ts';
import type { Reader } from './reader.ts';
import type { Recipe } from './wild/recipe.ts';

/** One input that was read. */
export interface Examined {
  readonly word: string;
  /** How long this thread worked on it. */
  readonly ms: number;
  readonly complaints: readonly string[];
}

/** Far above what any reading takes, and far below what would hold a tick up. */
export const MOST_MS = 250;
/** From here on it is worth asking again whether it was the machine. */
const SLOW_MS = 20;
const ASKED_AGAIN = 2;
const LONGEST_MESSAGE = 400;

/** Reads one input and tells which promises are broken. An input is slow where it is slow each time. */
export const examine = async (one: Reader, recipe: Recipe): Promise<Examined> => {
  const input = one.make(recipe);
  let { outcome, ms } = await timed(one, input);
  for (let again = 0; again < ASKED_AGAIN && ms > SLOW_MS; again += 1)
    ms = Math.min(ms, (await timed(one, input)).ms);
  const slow = ms > (one.mostMs ?? MOST_MS) ? [`took ${ms.toFixed(0)} ms`] : [];
  return { ms, ...judged(one, input, outcome), ...(slow.length > 0 && { complaints: slow }) };
};

type Outcome = { readonly read: unknown } | { readonly thrown: unknown };

const timed = async (one: Reader, input: unknown): Promise<{ outcome: Outcome; ms: number }> => {
  const begun = performance.now();
  const worked = process.threadCpuUsage();
  const tookMs = () => Math.min(performance.now() - begun, workedMs(process.threadCpuUsage(worked)));
  try {
    const reading = one.read(input);
    const read = reading instanceof Promise ? await reading : reading;
    return { outcome: { read }, ms: tookMs() };
  } catch (thrown) {
    return { outcome: { thrown }, ms: tookMs() };
  }
};

/** Of this thread alone: on a busy machine the clock goes on while it waits for its turn. */
const workedMs = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000;

const judged = (one: Reader, input: unknown, outcome: Outcome): Pick<Examined, 'word' | 'complaints'> => {
  if ('read' in outcome) {
    const { read } = outcome;
    try {
      return { word: one.wordFor(input, read), complaints: one.complaints(input, read) };
    } catch (error) {
      return { word: 'unusable', complaints: [`what was read cannot be used: ${String(error)}`] };
    }
  }
  const { thrown } = outcome;
  const printed = one.printedOf?.(thrown);
  if (!printed) return { word: 'thrown', complaints: [`threw ${String(thrown)}`] };
  return {
    word: 'refused',
    complaints: [
      ...printed.flatMap((text) => ofPrinted('the error', text, LONGEST_MESSAGE)),
      ...ofPrototypes(),
    ],
  };
};
