import type { Result } from './jest.ts';
import { type Lacks, remarkOn, whyNot } from './remarks.ts';
import { TARGET, type TargetName } from './targets.ts';

const TARGETS = Object.values(TARGET);
/** Suites are called `WHAT on TARGET`. */
const TITLE = new RegExp(`^(?<suite>.+) on (?<target>${TARGETS.join('|')})$`);
/** Shown case by case; of the others how many there were. */
const IN_FULL = 'a fleet';
const FIRST = ['cdk deploy', IN_FULL];

interface Row {
  readonly suite: string;
  /** Of a case that has a row of its own. */
  readonly title: string | undefined;
  readonly byTarget: Map<string, Result[]>;
}

/** What ran where: a row a suite, or a case, a column a target. What is to be said of a cell has a number, and stands below. */
export const matrix = (results: readonly Result[], lacks: Lacks): string => {
  const notes: string[] = [];
  const noted = (text: string, note: string): string => {
    if (!notes.includes(note)) notes.push(note);
    return `${text} [${notes.indexOf(note) + 1}]`;
  };
  const cell = (row: Row, target: TargetName): string => {
    const told = outcome(row.byTarget.get(target) ?? []);
    if (told === undefined) return noted('skipped', `skipped because ${whyNot(row.suite, target, lacks)}`);
    const remark = remarkOn(row, target, lacks);
    return remark === undefined ? told : noted(told, remark);
  };
  const table = [
    ['', ...TARGETS],
    ...rowsOf(results).map((row) => [
      row.title === undefined ? row.suite : `${row.suite}: ${row.title}`,
      ...TARGETS.map((target) => cell(row, target)),
    ]),
  ];
  return [aligned(table), ...notes.map((note, n) => `[${n + 1}] ${note}`)].join('\n');
};

const rowsOf = (results: readonly Result[]): Row[] => {
  const rows = new Map<string, Row>();
  for (const result of results) {
    const { suite, target } = TITLE.exec(result.ancestorTitles[0] ?? '')?.groups ?? {};
    if (suite === undefined || target === undefined) continue;
    const title = suite === IN_FULL ? result.title : undefined;
    const name = `${suite}: ${title}`;
    const row = rows.get(name) ?? { suite, title, byTarget: new Map() };
    rows.set(name, row);
    row.byTarget.set(target, [...(row.byTarget.get(target) ?? []), result]);
  }
  const all = [...rows.values()];
  const isFirst = ({ suite }: Row) => FIRST.includes(suite);
  const first = FIRST.flatMap((suite) => all.filter((row) => row.suite === suite));
  return [...first, ...all.filter((row) => !isFirst(row))];
};

/** `undefined`: nothing of it ran. */
const outcome = (results: readonly Result[]): string | undefined => {
  const ran = results.filter(({ status }) => status === 'passed' || status === 'failed');
  if (ran.length === 0) return undefined;
  const failed = ran.filter(({ status }) => status === 'failed').length;
  if (failed > 0) return `FAILED ${failed} of ${ran.length}`;
  return ran.length === 1 ? 'ok' : `ok (${ran.length})`;
};

const aligned = (table: readonly (readonly string[])[]): string => {
  const widths = (table[0] ?? []).map((_, n) => Math.max(...table.map((row) => row[n]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((text, n) => text.padEnd(widths[n] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
