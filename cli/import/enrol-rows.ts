import type { Done, Problem } from '../fleet/answers.ts';
import { AwsFailureError } from '../fleet/aws-failure.ts';
import type { Operate } from '../fleet/operate.ts';
import { fleetRequest } from '../fleet/requests.ts';
import type { Clock } from '../terminal.ts';
import type { Ledger } from './ledger.ts';
import type { Row } from './rows.ts';

/** As many as the function takes in one call. */
export const MOST_AT_ONCE = 100;

/** A row that may be enrolled or not. */
export interface Doubtful {
  readonly row: Row;
  /** When it was sent, epoch ms. */
  readonly at: number;
  /** What was said of it, if anything was. */
  readonly reason?: string;
}

/**
 * Has up to a hundred rows enrolled and writes down what became of them; what there was no time for is sent again.
 *
 * @returns those of which the function itself does not know
 * @throws {AwsFailureError} when there is no answer, or none that gets anywhere
 */
export const enrolRows = async (
  rows: readonly Row[],
  ledger: Ledger,
  operate: Operate,
  clock: Clock,
): Promise<readonly Doubtful[]> => {
  const at = clock.now();
  await ledger.sending(rows, at);
  const results = await ask(rows, operate);
  const { enrolled, refused, untried, unsure } = sorted(rows, results);
  ledger.enrolled(enrolled);
  for (const { row, reason } of refused) ledger.refused(row, reason);
  if (untried.length === rows.length)
    throw new AwsFailureError('The function had no time for any of them.', true);
  const later = untried.length > 0 ? await enrolRows(untried, ledger, operate, clock) : [];
  return [...unsure.map(({ row, reason }) => ({ row, at, reason })), ...later];
};

type Result = Done<'enrolMany'>['results'][number];

const ask = async (rows: readonly Row[], operate: Operate): Promise<readonly Result[]> => {
  const principals = rows.map(({ fields }) => fields);
  const answer = await operate(fleetRequest('enrolMany', { principals }));
  if (!answer.ok) throw new AwsFailureError(`The function takes none of them: ${reasonOf(answer.problems)}`);
  if (answer.results.length !== rows.length)
    throw new AwsFailureError('The function did not answer for each of them: look in its log.', true);
  return answer.results;
};

const sorted = (rows: readonly Row[], results: readonly Result[]) => {
  const enrolled: Row[] = [];
  const untried: Row[] = [];
  const refused: { row: Row; reason: string }[] = [];
  const unsure: { row: Row; reason: string }[] = [];
  for (const [index, row] of rows.entries()) {
    const result = results[index];
    if (!result || result.ok) enrolled.push(row);
    else if (result.left === 'untried') untried.push(row);
    else (result.left === 'unsure' ? unsure : refused).push({ row, reason: reasonOf(result.problems) });
  }
  return { enrolled, refused, untried, unsure };
};

const reasonOf = (problems: readonly Problem[]): string =>
  problems.map(({ field, remedy }) => `${field}: ${remedy}`).join('; ');
