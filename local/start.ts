import { Command, InvalidArgumentError } from 'commander';
import { enrolFleet } from './enrol-fleet.ts';
import { forgetAmbientAws } from './environment.ts';
import { FLEET } from './fleet.ts';
import { complaints, type Output, runOnce, show, whereItIs } from './once.ts';
import { standings } from './report.ts';
import { openWorld } from './world.ts';

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  return value;
};

const program = new Command('npm start --')
  .description('Runs the synthesized stack on this machine, with simulated clouds. Reaches no AWS account.')
  .option('--once', 'one full round, its result as tables, then the end')
  .option('--logs', "show the functions' log lines, on standard error")
  .option('--port <number>', 'port of the AWS endpoint on loopback (default: any free one)', port)
  .showHelpAfterError()
  .parse();
const options = program.opts<{ once?: true; logs?: true; port?: number }>();

const startedAt = performance.now();
const output: Output = {
  print: (text) => console.log(text),
  progress: (what) =>
    console.error(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${what}`),
  log: (line) => {
    if (options.logs) console.error(line);
  },
};
const where = options.port === undefined ? {} : { port: options.port };

forgetAmbientAws();
if (options.once) await once();
else await stay();

async function once(): Promise<void> {
  const all = await runOnce(output, where);
  for (const complaint of all) output.progress(complaint);
  output.progress(
    all.length === 0 ? 'every healthy principal is published' : 'NOT every healthy principal is published',
  );
  process.exitCode = all.length === 0 ? 0 : 1;
}

/** Runs by the stack's own schedule until somebody ends it. */
async function stay(): Promise<void> {
  let lines: string[] = [];
  const world = await openWorld({
    ...where,
    onProgress: output.progress,
    onLine: (line) => {
      lines.push(line);
      output.log(line);
    },
  });
  output.progress(`enrolling ${FLEET.length} principals`);
  await enrolFleet(world);
  output.print(whereItIs(world));

  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  world.stack.start();
  const view = setInterval(async () => {
    const seen = lines;
    lines = [];
    const all = await standings(world, seen);
    await show(world, all, output);
    for (const complaint of complaints(all, world)) output.progress(complaint);
  }, 60_000);
  await stopped;
  clearInterval(view);
  output.progress('ending');
  await world.close();
}
