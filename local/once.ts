import { enrolFleet } from './enrol-fleet.ts';
import { FLEET } from './fleet.ts';
import { type Output, show, whatIsNotRun } from './output.ts';
import { type MemberReport, reportOnFleet } from './report.ts';
import { unlessStopped } from './unless-stopped.ts';
import { Verdicts } from './verdicts.ts';
import { openWorld, type World } from './world.ts';

export interface RunOptions {
  /** Of the AWS endpoint. @default any free one */
  readonly port?: number;
  /** Ends the run early; whatever was put up is taken down. */
  readonly signal: AbortSignal;
}

/** What a round came to: empty when every healthy principal is published and nothing was presented twice. */
export const complaints = (reports: readonly MemberReport[], { clouds }: Pick<World, 'clouds'>): string[] => [
  ...reports
    .filter(({ member, served }) => !member.trouble && !served)
    .map(({ member, verdict }) => `${member.principalId} is healthy and not published: ${verdict}`),
  ...Object.entries(clouds)
    .filter(([, { counts }]) => counts.reused > 0)
    .map(([name, { counts }]) => `${name} saw ${counts.reused} refresh tokens used twice`),
];

/**
 * One full round in the real stack: enrols the fleet, fires the schedule once, and shows what came of it.
 *
 * @returns the complaints
 * @throws the signal's reason, once all is taken down
 */
export const runOnce = async (output: Output, options: RunOptions): Promise<string[]> => {
  const verdicts = new Verdicts();
  const world = await openWorld({
    ...options,
    onProgress: output.progress,
    onLine: (line) => {
      verdicts.hear(line);
      output.log(line);
    },
  });
  try {
    return await unlessStopped(options.signal, round(world, verdicts, output));
  } finally {
    await world.close();
  }
};

const round = async (world: World, verdicts: Verdicts, output: Output): Promise<string[]> => {
  output.progress(`enrolling ${FLEET.length} principals`);
  await enrolFleet(world);
  output.progress('firing the schedule');
  const fired = await world.stack.tick();
  if (!fired.ok) return [`the function failed: ${fired.errorType}: ${fired.errorMessage}`];

  const reports = await reportOnFleet(world, verdicts);
  await show(world, reports, output);
  output.print(
    `The AWS endpoint, ${world.aws.url}, ends now: npm start (without --once) keeps it up.\n${whatIsNotRun(world)}`,
  );
  return complaints(reports, world);
};
