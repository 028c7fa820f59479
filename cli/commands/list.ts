import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import { withFleet } from '../fleet/operate.ts';
import { type Listed, readList } from '../fleet/read-list.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { LIST_HELP, type ListOptions, wantedFrom } from '../input/list-options.ts';
import { type Report, reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { principalTable } from '../words/principal.ts';

const HELP = `
Examples:
  refresh-scheduler list --state halted
  refresh-scheduler list --app main --all --json
It reads the table from one end to the other, in no order: a filter does not spare it the rest.

${exitCodes('the fleet refused to tell')}`;

const MOST_NAMED = 10;

interface Options extends WhereOptions, ListOptions {
  readonly json?: boolean;
}

/** `list`: principals, a row each, with what matters of them. */
export const addList = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('list')
    .description('list principals: state, token, next look, last error')
    .option('--provider <name>', LIST_HELP.provider)
    .option('--app <name>', 'of one app')
    .option('--state <state>', LIST_HELP.state)
    .option('--overdue', 'whose time came more than two minutes ago')
    .option('--limit <number>', LIST_HELP.limit)
    .option('--all', 'however many there are')
    .option('--json', 'print the principals, a line of JSON each');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((options: Options) => list(options, terminal, clock));
};

const list = async (options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  const wanted = wantedFrom(options);
  const report = reportTo(terminal, options.json === true);
  const listed: Listed = { principals: [], malformed: [] };
  let ended: 'more' | 'end' | undefined;
  try {
    ended = await withFleet(options, clock, (operate) => readList(wanted, listed, operate, report, terminal));
  } finally {
    tell(listed, report, clock.now());
  }
  if (ended === 'more') report.note('There may be more: --all lists however many there are.');
  if (ended === 'end' && listed.principals.length + listed.malformed.length === 0)
    report.note('There is no such principal.');
};

/** What was found, also where AWS failed before the end. */
const tell = ({ principals, malformed }: Listed, report: Report, now: number): void => {
  const unfit = malformed.map((principal_id) => ({ principal_id, malformed: true }));
  report.each([...principals, ...unfit], principals.length > 0 ? principalTable(principals, now) : []);
  for (const id of malformed.slice(0, MOST_NAMED))
    report.note(`${id}: its row breaks the contract and is left alone: show tells why, remove takes it away`);
  const more = malformed.length - MOST_NAMED;
  if (more > 0) report.note(`and ${more} more such rows, which --json names`);
};
