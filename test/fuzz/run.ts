import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { examine } from './examine.ts';
import { inputsAt, ONE_OTHER_IN } from './long/inputs.ts';
import { otherLines, slowestOther, summary, unreached, verdictLines } from './long/words.ts';
import { readInWorkers } from './long/workers.ts';
import { shrunk } from './shrink.ts';

/** What a worker may hold more at its end than after its first few thousand inputs. */
const MOST_GROWTH_BYTES = 16 * 1024 * 1024;
/** From so many replies on, every verdict of every provider must have been reached. */
const ENOUGH_FOR_ALL = 20_000;
const MOST_SHOWN = 2_000;
const TELL_EVERY_MS = process.stderr.isTTY ? 1_000 : 10_000;

const count = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least || value >= 2 ** 31)
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  return value;
};

const { replies, seed, workers, only } = new Command('fuzz')
  .description(
    'Throws wild input at everything that reads what others wrote, and tells which promises break.',
  )
  .option(
    '--replies <count>',
    `how many replies; one other input for every ${ONE_OTHER_IN} of them`,
    count(1),
    100_000,
  )
  .option('--seed <number>', 'the same seed gives the same inputs', count(0), 1)
  .option('--workers <count>', 'threads (default: one a core)', count(1), availableParallelism())
  .option('--only <index>', 'reads what this index gives, and shows it', count(0))
  .addHelpText('after', '\nExample:\n  npm run fuzz -- --replies 1000000 --seed 7')
  .parse()
  .opts<{ replies: number; seed: number; workers: number; only?: number }>();

/** Reads again what one index gives. @returns whether a promise broke */
const show = async (index: number): Promise<boolean> => {
  let broke = false;
  for (const { reader, recipe } of inputsAt(seed, index)) {
    const { word, ms, complaints } = await examine(reader, recipe);
    const least = complaints.length > 0 ? await shrunk(reader, recipe) : recipe;
    console.log(`Index ${index}, ${reader.name}: ${word}, ${ms.toFixed(1)} ms`);
    console.log(`  made by: ${JSON.stringify(least)}`);
    console.log(`  ${reader.text(reader.make(least)).slice(0, MOST_SHOWN)}`);
    for (const complaint of complaints) console.log(`  BROKEN: ${complaint}`);
    broke ||= complaints.length > 0;
  }
  return broke;
};

const fuzz = async (): Promise<number> => {
  const begun = performance.now();
  let told = begun;
  const { tally, heapGrew, lost } = await readInWorkers(
    { seed, replies, workers },
    ({ inputs, failures }) => {
      const now = performance.now();
      if (now - told < TELL_EVERY_MS) return;
      told = now;
      const seconds = (now - begun) / 1_000;
      process.stderr.write(
        `${seconds.toFixed(0)} s: ${inputs} of about ${replies + Math.ceil(replies / ONE_OTHER_IN)} inputs, ${(inputs / seconds).toFixed(0)} a second, ${failures} failures\n`,
      );
    },
  );

  for (const line of [...verdictLines(tally), '', ...otherLines(tally), '']) console.log(line);
  const missing = replies >= ENOUGH_FOR_ALL ? unreached(tally) : [];
  const grown = heapGrew.filter((bytes) => bytes > MOST_GROWTH_BYTES);
  const troubles = [
    ...lost,
    ...missing.map((word) => `no reply came to: ${word}`),
    ...grown.map((bytes) => `a worker holds ${(bytes / 1024 / 1024).toFixed(1)} MB more at its end`),
  ];
  for (const { index, reader, complaints } of tally.found.toSorted((one, other) => one.index - other.index))
    console.log(`FAILED --seed ${seed} --only ${index} (${reader}): ${complaints.join('; ').slice(0, 300)}`);
  for (const trouble of troubles) console.log(`FAILED --seed ${seed}: ${trouble}`);
  const most = Math.max(...heapGrew) / 1024 / 1024;
  console.log(
    `Seed ${seed}, ${workers} workers, ${((performance.now() - begun) / 1_000).toFixed(0)} s; the heap of a worker grew by ${most.toFixed(1)} MB at most.`,
  );
  console.log(slowestOther(tally));
  console.log(summary(tally, tally.failures + troubles.length));
  return tally.failures + troubles.length;
};

const failed = only === undefined ? (await fuzz()) > 0 : await show(only);
process.exitCode = failed ? 1 : 0;
