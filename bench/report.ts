import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { type FigureTable, type Goal, isMet, type Measured, type Part, type Sizes } from './part.ts';

const RESULTS = fileURLToPath(new URL('./results/', import.meta.url));

export const printTable = ({ title, head, rows }: FigureTable): void => {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => row.map(String)));
  console.log(`\n${title}\n${table}`);
};

const wordsOf = (goal: Goal): string => {
  const wanted = goal.most === undefined ? `at least ${goal.least}` : `at most ${goal.most}`;
  return `${goal.what} ${goal.value.toFixed(2)} (${wanted}: ${isMet(goal) ? 'met' : 'MISSED'})`;
};

/** The last line of a part. */
export const figureOf = ({ name }: Part, { goals }: Measured): string =>
  `${name}: ${goals.map(wordsOf).join('; ')}`;

/** What a figure is worth depends on where it was taken. */
const machine = () => ({
  cpu: cpus()[0]?.model.trim(),
  cores: availableParallelism(),
  memoryMiB: Math.round(totalmem() / 2 ** 20),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
});

/** @returns the file's path */
export const writeResult = (part: Part, sizes: Sizes, measured: Measured): string => {
  mkdirSync(RESULTS, { recursive: true });
  const file = `${RESULTS}${part.name}.json`;
  const { goals, tables, raw } = measured;
  const result = { part: part.name, at: new Date().toISOString(), machine: machine(), sizes };
  const judged = goals.map((goal) => ({ ...goal, met: isMet(goal) }));
  writeFileSync(file, `${JSON.stringify({ ...result, goals: judged, tables, raw }, undefined, 2)}\n`);
  return file;
};
