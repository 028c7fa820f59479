import { parseArgs } from 'node:util';
import { exerciseMutations } from './exercise-mutations.ts';
import { type Outcome, together } from './outcome.ts';
import { CLIMATES, type ClimateName, fleetsOf, type Plan } from './plan.ts';
import { inThreads, runInThread } from './threads.ts';
import { injected, setAside, summaryOf } from './words.ts';
import { World } from './world.ts';

const USAGE = `npm run simulate -- [options]
  --seed N          the first seed (1)
  --principals P    how many (100)
  --days D          simulated days (30)
  --climate C       mild: what a year can bring; rough: worse than most years; harsh: outages beyond the margins;
                    or several, with commas between them (mild)
  --runs R          so many seeds, one after the other from --seed on (1)
  --trace ID        prints what happens to one principal
  --mutations       spoils the code on purpose, in one way after the other, and tells how soon each is noticed
`;

/** Of the principal that broke a promise; `--trace` shows them all. */
const LINES_SHOWN = 60;

interface Job {
  readonly climate: ClimateName;
  readonly plan: Plan;
}

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
    mutations: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const climates = values.climate.split(',');
if (values.help || !climates.every((name): name is ClimateName => name in CLIMATES)) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

const size = {
  principals: number('principals', values.principals),
  days: number('days', values.days),
};
const seeds = Array.from(
  { length: number('runs', values.runs) },
  (_, run) => number('seed', values.seed) + run,
);
const jobs: Job[] = climates.flatMap((climate) =>
  seeds.flatMap((seed) => fleetsOf(climate, { ...size, seed }).map((plan) => ({ climate, plan }))),
);

if (values.mutations) process.exitCode = (await exerciseMutations()) ? 0 : 1;
else if (values.trace !== undefined) await trace(values.trace);
else await simulate();

async function simulate(): Promise<void> {
  for (const climate of climates as ClimateName[]) {
    const plan = jobs.find((job) => job.climate === climate)?.plan;
    console.log(`What a ${climate} climate brings:`);
    for (const line of plan ? injected(plan) : []) console.log(`  ${line}`);
  }
  const startedAt = performance.now();
  const outcomes: (Outcome | undefined)[] = jobs.map(() => undefined);
  let said = startedAt;
  const tell = () => {
    const now = performance.now();
    if (now - said < (process.stderr.isTTY ? 1_000 : 30_000)) return;
    said = now;
    const { days, refreshes } = together(known(outcomes));
    process.stderr.write(
      `${((now - startedAt) / 1_000).toFixed(0)} s: day ${days} of ${jobs.length * size.days}, ${refreshes} refreshes\n`,
    );
  };
  await inThreads(jobs.entries(), async ([index, { plan }]) => {
    const outcome = await runInThread({ plan }, (soFar) => {
      outcomes[index] = soFar;
      tell();
    });
    return outcome.violation ? 'enough' : 'more';
  });
  console.log(`${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);

  const brokenAt = outcomes.findIndex((outcome) => outcome?.violation);
  const broken = outcomes[brokenAt];
  if (broken) return tellBroken(jobs[brokenAt] as Job, broken);
  for (const climate of climates) {
    const sum = together(known(outcomes.filter((_, index) => jobs[index]?.climate === climate)));
    if (climates.length > 1) console.log(`${climate}: ${summaryOf(sum)}`);
    console.log(`  ${setAside(sum)}`);
  }
  console.log(summaryOf(together(known(outcomes))));
}

async function tellBroken({ climate, plan }: Job, outcome: Outcome): Promise<void> {
  const { violation } = outcome;
  process.exitCode = 1;
  if (!violation) return;
  const { principalId = '', at, what } = violation;
  console.log(`Seed ${plan.seed}, fleet ${plan.fleet}, ${climate} climate: a promise broke.`);
  if (principalId) console.log(`What happened last to ${principalId}:`);
  console.log((await follow(plan, principalId)).slice(-LINES_SHOWN).join('\n'));
  console.log(`${new Date(at).toISOString()}  BROKEN: ${what}`);
  console.log(summaryOf(together([outcome])));
}

/** Principals are named after their fleet. */
async function trace(principalId: string): Promise<void> {
  const job = jobs.find(({ plan }) => principalId.startsWith(`${plan.fleet}-`));
  if (job) console.log((await follow(job.plan, principalId)).join('\n'));
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

function known(outcomes: readonly (Outcome | undefined)[]): Outcome[] {
  return outcomes.filter((outcome) => outcome !== undefined);
}
