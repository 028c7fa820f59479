import { Command, InvalidArgumentError } from 'commander';
import { createRandom } from '../../local/clouds/random.ts';
import { forgetAmbientAws } from '../../local/environment.ts';
import { openWorld } from '../../local/world.ts';
import { Printed } from './printed.ts';
import { Siege } from './siege.ts';
import type { Stage } from './sight.ts';

/**
 * `npm run kills`: ends the deployed function's process by SIGKILL hundreds of times, at random and at chosen moments, and
 * looks at what its clouds, its table and its consumers say afterwards. Ends with 0 only when nothing is amiss.
 */
const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
};

const options = new Command('npm run kills --')
  .description(
    'Kills the deployed function hundreds of times, and checks that nothing is lost but what must be.',
  )
  .option('--kills <number>', 'how many', whole, 300)
  .option('--seed <number>', 'of the random moments', whole, 1)
  .showHelpAfterError()
  .parse()
  .opts<{ kills: number; seed: number }>();

/** Every gap between two steps must have been met, or the run has shown little. */
const MUST_BE_FOUND: readonly Stage[] = ['claimed', 'asked', 'lost', 'kept', 'published'];
const MOST_COMPLAINTS = 20;
const ROUNDS_BETWEEN_LINES = 10;

const startedAt = performance.now();
const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5);
const say = (what: string): void => console.error(`${seconds()} s  ${what}`);

forgetAmbientAws();
const printed = new Printed();
const world = await openWorld({ onProgress: say, onLine: (line) => printed.add(line) });
try {
  const siege = new Siege(world, createRandom(options.seed), printed);
  await siege.begin();
  const { start, work } = siege.pace;
  say(`a run of a sixth of the fleet takes ${work.toFixed(0)} ms, and ${start.toFixed(0)} ms to start`);

  const { figures, complaints } = siege;
  while (figures.kills < options.kills && complaints.length < MOST_COMPLAINTS) {
    await siege.round(options.kills - figures.kills);
    if (figures.rounds % ROUNDS_BETWEEN_LINES === 0) say(told(siege));
  }
  await siege.end();

  for (const stage of MUST_BE_FOUND)
    if (figures.found[stage] === 0) complaints.push(`no kill met a principal that was ${stage}`);
  for (const complaint of complaints) console.log(complaint);
  console.log(
    `${complaints.length === 0 ? 'passed' : 'FAILED'}, seed ${options.seed}, ${seconds().trim()} s: ${told(siege)}; ${printed.count} lines, ${complaints.length} complaints`,
  );
  process.exitCode = complaints.length === 0 ? 0 : 1;
} finally {
  await world.close();
}

function told({ figures, reused }: Siege): string {
  const { rounds, kills, survived, lost, halted, renewed, found } = figures;
  const refreshed = Object.values(world.clouds).reduce((sum, { counts }) => sum + counts.refreshed, 0);
  const met = MUST_BE_FOUND.map((stage) => `${found[stage]} ${stage}`).join(', ');
  return `${rounds} rounds, ${kills} kills (${survived} came too late), ${refreshed} refreshed, ${lost} lost, ${halted} halted, ${renewed} renewed, ${reused} reused; kills met ${met}`;
}
