import * as z from 'zod';
import { enrolFleet } from './enrol-fleet.ts';
import { FLEET } from './fleet.ts';
import { complaints, type RunOptions } from './once.ts';
import { howToRead, type Output, show, whatIsNotRun } from './output.ts';
import { reportOnFleet } from './report.ts';
import { stopped, unlessStopped } from './unless-stopped.ts';
import { Verdicts } from './verdicts.ts';
import { openWorld, type World } from './world.ts';

const logLine = z.object({ message: z.string() });

const messageOf = (line: string): string | undefined => {
  try {
    return logLine.safeParse(JSON.parse(line)).data?.message;
  } catch {
    return undefined;
  }
};

/**
 * Runs by the stack's own schedule, and shows the fleet after each round, until the signal.
 *
 * @throws the signal's reason, once all is taken down
 */
export const runUntilStopped = async (output: Output, options: RunOptions): Promise<void> => {
  const verdicts = new Verdicts();
  let afterTick = (): void => {};
  const world = await openWorld({
    ...options,
    onProgress: output.progress,
    onLine: (line) => {
      verdicts.hear(line);
      output.log(line);
      const message = messageOf(line);
      if (message === 'tick') afterTick();
      if (message === 'tick failed' || message === 'tick skipped') output.progress(message);
    },
  });
  let views = Promise.resolve();
  try {
    output.progress(`enrolling ${FLEET.length} principals`);
    await unlessStopped(options.signal, enrolFleet(world));
    output.print(
      [
        `AWS endpoint, as long as this runs: ${world.aws.url}`,
        howToRead(world),
        whatIsNotRun(world),
        '',
      ].join('\n'),
    );
    const seconds = Math.min(...Object.values(world.stack.schedules).map(({ everyMs }) => everyMs)) / 1_000;
    output.progress(
      `the schedule fires every ${seconds} s, the first round runs now; each is shown here; Ctrl-C ends`,
    );
    // One view after the other, and none of them under way when the world is closed.
    afterTick = () => {
      views = views
        .then(() => view(world, verdicts, output))
        .catch((error: unknown) => output.progress(`the round cannot be shown: ${String(error)}`));
    };
    world.stack.start();
    await stopped(options.signal);
  } finally {
    afterTick = () => {};
    await views;
    await world.close();
  }
};

/** The log lines that follow a tick's summary come while the fleet is read, before its verdicts are looked up. */
const view = async (world: World, verdicts: Verdicts, output: Output): Promise<void> => {
  const reports = await reportOnFleet(world, verdicts);
  verdicts.endRound();
  output.progress('after a round:');
  await show(world, reports, output);
  for (const complaint of complaints(reports, world)) output.progress(complaint);
};
