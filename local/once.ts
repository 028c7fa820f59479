import { enrolFleet } from './enrol-fleet.ts';
import { FLEET } from './fleet.ts';
import { type Standing, standings, tokenSecrets } from './report.ts';
import { cloudsTable, fleetTable, secretsTable } from './tables.ts';
import { openWorld, type World } from './world.ts';

export interface Output {
  /** Results, on standard output. */
  print(text: string): void;
  /** What is being done, on standard error. */
  progress(what: string): void;
  /** A line of the functions' logs, where somebody wants to see them. */
  log(line: string): void;
}

/** What a round came to: empty when every healthy principal is published and nothing was presented twice. */
export const complaints = (all: readonly Standing[], { clouds }: Pick<World, 'clouds'>): string[] => [
  ...all
    .filter(({ member, served }) => !member.trouble && !served)
    .map(({ member, verdict }) => `${member.principalId} is healthy and not published: ${verdict}`),
  ...Object.entries(clouds)
    .filter(([, { counts }]) => counts.reused > 0)
    .map(([name, { counts }]) => `${name} saw ${counts.reused} refresh tokens used twice`),
];

/** The endpoint that any AWS SDK can read from, and what of the template was not run. */
export const whereItIs = ({ aws, secretPrefix, stack }: World): string => {
  const [first] = FLEET;
  const settings = `AWS_ENDPOINT_URL=${aws.url} AWS_REGION=${aws.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`;
  return [
    `AWS endpoint, as long as this runs: ${aws.url}`,
    `To read a token there: ${settings} aws secretsmanager get-secret-value --secret-id ${secretPrefix}/tokens/${first?.cloud}/${first?.principalId}`,
    'Of the template, not run here:',
    ...new Set(stack.notRun.map(({ type, why }) => `  ${type}: ${why}`)),
  ].join('\n');
};

/**
 * One full round in the real stack: enrols the fleet, fires the schedule once, and shows what came of it.
 *
 * @returns the complaints
 */
export const runOnce = async (output: Output, options: { port?: number } = {}): Promise<string[]> => {
  const lines: string[] = [];
  const world = await openWorld({
    ...options,
    onProgress: output.progress,
    onLine: (line) => {
      lines.push(line);
      output.log(line);
    },
  });
  try {
    output.progress(`enrolling ${FLEET.length} principals`);
    await enrolFleet(world);
    output.progress('firing the schedule');
    const fired = await world.stack.tick();
    if (!fired.ok) return [`the function failed: ${fired.errorType}: ${fired.errorMessage}`];

    const all = await standings(world, lines);
    await show(world, all, output);
    output.print(whereItIs(world));
    return complaints(all, world);
  } finally {
    await world.close();
  }
};

export const show = async (world: World, all: readonly Standing[], output: Output): Promise<void> => {
  output.print(fleetTable(all, Date.now()));
  output.print(secretsTable(await tokenSecrets(world)));
  output.print(cloudsTable(world.clouds));
};
