import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Outcome, summaryOf, together } from './outcome.ts';
import { CLIMATES, type ClimateName, type Plan, planOf } from './plan.ts';
import { runInThread } from './threads.ts';
import { World } from './world.ts';

const USAGE = `npm run simulate -- [options]
  --seed N          the first seed (1)
  --principals P    how many (100)
  --days D          simulated days (30)
  --climate C       mild: what a year can bring; rough: worse than most years; harsh: outages beyond the margins (mild)
  --runs R          so many seeds, one after the other from --seed on (1)
  --trace ID        prints what happens to one principal
`;

/** Of the principal that broke a promise; `--trace` shows them all. */
const LINES_SHOWN = 60;

const number = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} must be a whole number from 1 on\n\n${USAGE}`);
    process.exit(2);
  }
  return value;
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    principals: { type: 'string', default: '100' },
    days: { type: 'string', default: '30' },
    runs: { type: 'string', default: '1' },
    climate: { type: 'string', default: 'mild' },
    trace: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || !(values.climate in CLIMATES)) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

const firstSeed = number('seed', values.seed);
const plans = Array.from({ length: number('runs', values.runs) }, (_, run) =>
  planOf(values.climate as ClimateName, {
    seed: firstSeed + run,
    principals: number('principals', values.principals),
    days: number('days', values.days),
  }),
);

if (values.trace !== undefined && plans[0]) console.log((await follow(plans[0], values.trace)).join('\n'));
else await simulate(plans);

async function simulate(todo: readonly Plan[]): Promise<void> {
  const startedAt = performance.now();
  const outcomes = new Map<number, Outcome>();
  const waiting = [...todo];
  let said = 0;
  const tell = (always: boolean) => {
    const now = performance.now();
    if (!always && now - said < (process.stderr.isTTY ? 1_000 : 30_000)) return;
    said = now;
    const { days, refreshes } = together([...outcomes.values()]);
    const of = todo.reduce((sum, plan) => sum + plan.days, 0);
    process.stderr.write(
      `${((now - startedAt) / 1_000).toFixed(0)} s: day ${days} of ${of}, ${refreshes} refreshes\n`,
    );
  };
  const next = async (): Promise<void> => {
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) {
      const { seed } = plan;
      await runInThread({ plan }, (outcome) => {
        outcomes.set(seed, outcome);
        tell(false);
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), todo.length) }, next));
  tell(true);

  const broken = todo.find(({ seed }) => outcomes.get(seed)?.violation);
  const violation = broken && outcomes.get(broken.seed)?.violation;
  if (broken && violation) {
    const lines = await follow(broken, violation.principalId ?? '');
    console.log(`Seed ${broken.seed} broke a promise. What happened last to ${violation.principalId}:`);
    console.log(lines.slice(-LINES_SHOWN).join('\n'));
    console.log(`${new Date(violation.at).toISOString()}  BROKEN: ${violation.what}`);
    process.exitCode = 1;
  }
  console.log(summaryOf(together([...outcomes.values()])));
}

/** The same run again, in this thread: what happens to one principal. */
async function follow(plan: Plan, principalId: string): Promise<string[]> {
  Error.stackTraceLimit = 0;
  const lines: string[] = [];
  const world = new World(plan, (at, id, what) => {
    if (id === principalId) lines.push(`${new Date(at).toISOString()}  ${what}`);
  });
  await world.run();
  return lines;
}
