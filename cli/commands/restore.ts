import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import { sendAll } from '../fleet/batch.ts';
import { withFleet } from '../fleet/operate.ts';
import { requestsFor, restoreRequest } from '../fleet/requests.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { readRescues } from '../input/rescues.ts';
import { reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';

const HELP = `
Examples:
  refresh-scheduler restore rescue.json
  aws logs tail LOG_GROUP --since 1h --filter-pattern '{ $.message = "rescue" }' | refresh-scheduler restore -
A rescue record is a log line whose message is "rescue": a grant that was obtained and could not be kept, sealed.
Other lines are passed over. Restoring one that was kept after all, or after which came a newer grant, changes nothing.

${exitCodes('a record was refused; the others of the file are restored')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `restore`: grants that could not be kept, from the records that the log holds of them. */
export const addRestore = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('restore')
    .description('put grants back from the log that could not be kept')
    .argument('<file>', 'rescue records, or lines of the log; - reads standard input')
    .option('--json', 'print the answers, a line of JSON each');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => restore(file, options, terminal, clock));
};

const restore = async (file: string, options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  const { entries, others } = await readRescues(file, terminal);
  const requests = requestsFor(entries, restoreRequest);
  const report = reportTo(terminal, options.json === true);
  if (others > 0) report.note(`${others} other lines were passed over`);
  await withFleet(options, clock, (operate) =>
    sendAll(
      {
        requests,
        doing: 'restore',
        did: 'done',
        onDone: (answer) => report.done(answer, [`${answer.principal_id}: ${BECAME[answer.change]}`]),
        whenUnsure: () => 'Restoring it again does no harm.',
      },
      operate,
      report,
      terminal,
    ),
  );
};

const BECAME = {
  restored: 'restored, the next tick publishes it.',
  unchanged: 'that grant is kept already, nothing is to be restored.',
} as const;
