import type { Command } from 'commander';
import { providers } from '../../lambdas/core/protocols/index.ts';
import { ASSUMED } from '../../planning/fleet.ts';
import { planOf } from '../../planning/plan.ts';
import { PRICED_REGIONS, PRICES_OF } from '../../planning/prices.ts';
import { EXIT } from '../exit.ts';
import { fleetFrom, type PlanOptions } from '../input/plan-options.ts';
import { reportTo } from '../report.ts';
import type { Terminal } from '../terminal.ts';
import { planLines } from '../words/plan.ts';
import { planAnswer } from '../words/plan-answer.ts';

const HELP = `
Examples:
  refresh-scheduler plan --principals 10000 --lifetime 2h
  refresh-scheduler plan --principals 60000 --lifetime 1h --concurrency 48 --region eu-west-1
Works offline and reaches no account. Prices (${PRICES_OF}) are those of ${PRICED_REGIONS.join(', ')};
for another Region those of ${ASSUMED.region} are shown.

Exit codes:
  0  the fleet fits
  1  the fleet does not fit: what it goes beyond stands at the end
  2  arguments that cannot be used`;

interface Options extends PlanOptions {
  readonly json?: boolean;
}

/** `plan`: what a fleet would ask for, take of every limit, and cost. */
export const addPlan = (program: Command, terminal: Terminal): void => {
  const { settings } = ASSUMED;
  program
    .command('plan')
    .description('tell load, limits and costs of a fleet before there is one')
    .option('--principals <number>', 'how many are expected')
    .option('--lifetime <time>', 'how long an access token lives: 90m, 2h, 3600s')
    .option('--json', 'print the plan as a line of JSON')
    .optionsGroup('What is assumed otherwise:')
    .option('--region <name>', `where it runs (default: ${ASSUMED.region})`)
    .option('--provider <name>', `the cloud, for what it allows an app: ${providers.join(', ')}`)
    .option('--apps <number>', `over how many apps the principals are spread (default: ${ASSUMED.apps})`)
    .option('--latency <time>', `how long the cloud takes to answer (default: ${ASSUMED.latency}ms)`)
    .option('--reads-per-hour <number>', `by all consumers of one token (default: ${ASSUMED.readsPerHour})`)
    .option('--token-bytes <number>', `how long a token is (default: ${ASSUMED.tokenBytes})`)
    .option('--concurrency <number>', `the construct's setting (default: ${settings.concurrency})`)
    .option('--publish-rate <number>', `the construct's setting (default: ${settings.publishRate})`)
    .addHelpText('after', HELP)
    .action((options: Options) => plan(options, terminal));
};

const plan = (options: Options, terminal: Terminal): void => {
  const fleet = fleetFrom(options);
  const report = reportTo(terminal, options.json === true);
  const made = planOf(fleet);
  report.done(planAnswer(made), planLines(made));
  if (made.bill.region !== fleet.region)
    report.note(`No prices of ${fleet.region} are known here: those of ${made.bill.region} are shown.`);
  if (made.exceeded.length > 0) terminal.exitCode = EXIT.refused;
};
