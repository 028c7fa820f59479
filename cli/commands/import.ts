import type { Command } from 'commander';
import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { EXIT, exitCodes } from '../exit.ts';
import { AwsFailureError } from '../fleet/aws-failure.ts';
import { nextCommand } from '../fleet/next-command.ts';
import { withFleet } from '../fleet/operate.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { COLUMNS } from '../import/csv.ts';
import { importRows } from '../import/import-rows.ts';
import { openJournal } from '../import/journal.ts';
import { type Counts, openLedger } from '../import/ledger.ts';
import { countLines } from '../import/lines.ts';
import { progressBar } from '../import/progress-bar.ts';
import { openRejects } from '../import/rejects.ts';
import { rowsOf } from '../import/rows.ts';
import { WrongInputError } from '../input/wrong-input.ts';
import { type Report, reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { span } from '../words/time.ts';

const HELP = `
Example:
  refresh-scheduler import users.csv
FILE is CSV, its first line the names of the columns, or JSON lines as "enrol" takes them. The columns:
  ${COLUMNS.join(', ')}

Beside FILE, without anything secret in them:
  FILE.progress  what was answered. Cut off in whatever way, the same command goes on from there
  FILE.rejects   which lines are not in, and why. Mended, they are sent again with --retry-rejected

${exitCodes('lines were rejected; the others are in')}`;

interface Options extends WhereOptions {
  readonly retryRejected?: boolean;
  readonly json?: boolean;
}

/** `import`: a whole fleet of principals, from a file of any length. */
export const addImport = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('import')
    .description('enrol many principals from a file; cut off, it goes on where it stopped')
    .argument('<file>', 'CSV or JSON lines')
    .option('--retry-rejected', 'send those again that the fleet refused before')
    .option('--json', 'print the counts as a line of JSON');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => importFile(file, options, terminal, clock));
};

const importFile = async (
  file: string,
  options: Options,
  terminal: Terminal,
  clock: Clock,
): Promise<void> => {
  if (file === '-')
    throw new WrongInputError('FILE must be a file, not standard input: its progress is kept beside it');
  const lines = await countLines(file);
  const report = reportTo(terminal, options.json === true);
  await withFleet(options, clock, async (operate, fleet) => {
    const journal = await openJournal(`${file}.progress`, fleet);
    const rejects = openRejects(`${file}.rejects`);
    const bar = progressBar(lines, terminal, clock);
    const begun = clock.now();
    const ledger = openLedger(journal, rejects, (counts) => bar.at(counts));
    const job = {
      rows: rowsOf(file),
      retryRejected: options.retryRejected === true,
      onWait: (ms: number) =>
        report.note(`waiting ${span(ms)} for what the last run had sent to come to its end`),
    };
    const sumUp = () => {
      bar.stop();
      tell(ledger.counts, clock.now() - begun, { file, look: nextCommand('status', options) }, report);
      if (ledger.counts.rejected > 0) terminal.exitCode = EXIT.refused;
    };
    try {
      await importRows(job, ledger, operate, clock);
      sumUp();
    } catch (error) {
      if (!(error instanceof AwsFailureError)) throw error;
      sumUp();
      throw new AwsFailureError(`${error.message} The same command goes on from here.`, error.mayBeDone);
    } finally {
      bar.stop();
      rejects.close();
      journal.close();
    }
  });
};

const tell = (
  counts: Readonly<Counts>,
  ms: number,
  { file, look }: { readonly file: string; readonly look: string },
  report: Report,
): void => {
  const { enrolled, rejected, before } = counts;
  const rate = Math.round((enrolled * MINUTE) / Math.max(ms, SECOND));
  report.done({ ...counts, seconds: Math.round(ms / SECOND) }, [
    `${enrolled} enrolled in ${span(ms)} (${rate} a minute), ${before} were in already, ${rejected} rejected`,
    ...(rejected > 0 ? [`See ${file}.rejects for the lines that are not in, and why.`] : []),
    ...(enrolled > 0 ? [`The next ticks get their first tokens. Look with: ${look}`] : []),
  ]);
};
