import { parse } from 'csv-parse/sync';
import { WrongInputError } from '../input/wrong-input.ts';

const NEEDED = ['principal_id', 'provider', 'app'];
/** The kind of grant; without it, the first kind there is. */
const KIND = 'grant';
const DEFAULT_KIND = 'refresh_token';
const OF_GRANT = [
  'refresh_token',
  'code',
  'redirect_uri',
  'code_verifier',
  'username',
  'password',
  'keep_login',
  'as',
];
const SUBJECT = 'subject';
const LABEL = /^label\.(.+)$/;

export const COLUMNS = [...NEEDED, KIND, ...OF_GRANT, SUBJECT, 'label.NAME'];

export type CsvRow =
  | { readonly ok: true; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly reason: string };

/**
 * A reader of rows, from the line of column names. Each row is parsed by itself, so that a stray quote spoils its own line
 * and none of the next: no field of ours can hold the end of a line.
 *
 * @throws {WrongInputError} naming places, never what stands there: without its first line, a file begins with secrets
 */
export const csvReader = (header: string, number: number): ((text: string) => CsvRow) => {
  const names = cellsOf(header);
  if (!Array.isArray(names)) throw new WrongInputError(`FILE line ${number} ${names.reason}`);
  const problems = problemsOf(names).map((problem) => `FILE line ${number}: ${problem}`);
  if (problems.length > 0) throw new WrongInputError(problems);

  return (text) => {
    const cells = cellsOf(text);
    if (!Array.isArray(cells)) return cells;
    return cells.length === names.length
      ? { ok: true, fields: fieldsOf(names, cells) }
      : { ok: false, reason: `has ${cells.length} fields, and line ${number} names ${names.length} columns` };
  };
};

const problemsOf = (names: readonly string[]): string[] => [
  ...names.flatMap((name, index) => {
    if (!COLUMNS.includes(name) && !LABEL.test(name))
      return [`column ${index + 1} is none of ${COLUMNS.join(', ')}`];
    return names.indexOf(name) === index ? [] : [`column ${index + 1} is there twice`];
  }),
  ...NEEDED.filter((name) => !names.includes(name)).map((name) => `the column ${name} is missing`),
];

/** The parser's own message quotes the text, so only its kind of error goes further. */
const cellsOf = (text: string): string[] | Extract<CsvRow, { ok: false }> => {
  try {
    const [cells = []]: string[][] = parse(text, { relax_column_count: true });
    return cells;
  } catch {
    return {
      ok: false,
      reason: 'is not CSV: a field with quotes begins and ends with one, and doubles those inside',
    };
  }
};

/** As a file of JSON lines would hold it. Empty cells are left out. */
const fieldsOf = (names: readonly string[], cells: readonly string[]): Readonly<Record<string, unknown>> => {
  const given = new Map(
    names.map((name, index) => [name, cells[index] ?? '']).filter(([, cell]) => cell !== '') as [
      string,
      string,
    ][],
  );
  const pick = (wanted: readonly string[]) =>
    Object.fromEntries(wanted.flatMap((name) => (given.has(name) ? [[name, given.get(name)]] : [])));
  const labels = [...given].flatMap(([name, value]) => {
    const [, label] = LABEL.exec(name) ?? [];
    return label === undefined ? [] : [[label, value]];
  });
  const keepLogin = given.get('keep_login');
  return {
    ...pick([...NEEDED, SUBJECT]),
    grant: {
      kind: given.get(KIND) ?? DEFAULT_KIND,
      ...pick(OF_GRANT),
      ...(keepLogin !== undefined && { keep_login: BOOLEANS.get(keepLogin.toLowerCase()) ?? keepLogin }),
    },
    ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
  };
};

const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);
