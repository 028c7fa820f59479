import { Command, InvalidArgumentError } from 'commander';
import type { Part, Sizes } from './part.ts';
import { PARTS } from './parts/index.ts';
import { figureOf, printTable, writeResult } from './report.ts';

/** `npm run bench`: measures what the project says of itself, part by part. */

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
};

const wholes = (text: string): readonly number[] => text.split(',').map(whole);

const program = new Command('npm run bench --')
  .description(
    `Measures, and writes bench/results/PART.json.\n\n${PARTS.map(({ name, about }) => `  ${name.padEnd(8)} ${about}`).join('\n')}`,
  )
  .argument('[parts...]', 'which of them; default: all')
  .option('--rounds <number>', 'of each program that is compared', whole, 3)
  .option('--principals <number>', 'due in one tick', whole, 1_000)
  .option(
    '--rows <numbers>',
    'of the tables that a tick and a census are measured on',
    wholes,
    [10_000, 100_000],
  )
  .option('--herd <number>', 'due in the same minute', whole, 20_000)
  .option('--profile <folder>', 'the programs of `refresh` leave their CPU profiles there')
  .addHelpText('after', '\nExample: npm run bench -- refresh window --rounds 10')
  .showHelpAfterError()
  .parse();

const unknown = program.args.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) program.error(`no such part: ${unknown.join(', ')}`);

const chosen: readonly Part[] =
  program.args.length === 0 ? PARTS : PARTS.filter(({ name }) => program.args.includes(name));
const sizes = program.opts<Sizes>();
for (const part of chosen) {
  const startedAt = performance.now();
  const said = (what: string): void => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4);
    const line = `${part.name} ${seconds} s  ${what}`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
  };
  const measured = await part.measure(sizes, said);
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  measured.tables.forEach(printTable);
  writeResult(part, sizes, measured);
  console.log(figureOf(part, measured));
}
