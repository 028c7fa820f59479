import { markDue, spreadOut, untilClaimed, untilServed } from './fleet-moves.ts';
import type { Command } from './live/keys.ts';
import { slownessOf } from './live/pace.ts';
import { programme } from './live/programme.ts';
import { pause, repeat } from './live/repeat.ts';
import { runProgramme } from './live/run-programme.ts';
import type { RunsHeard } from './live/runs-heard.ts';
import type { View } from './live/terminal.ts';
import type { Verdict } from './live/verdict.ts';
import { FIRST_ROUND } from './live/watch.ts';
import { LiveFleet } from './live-fleet.ts';
import type { OpenFleet } from './open-fleet.ts';

export interface StayOptions {
  readonly signal: AbortSignal;
  /** Ends by itself after so many ms. @default it does not */
  readonly forMs?: number;
  /** Breaks one thing after the other, as this seed has it. @default nothing breaks by itself */
  readonly seed?: number;
  readonly openView: (clouds: readonly string[], onCommand: (command: ViewCommand) => void) => View;
}

export type ViewCommand = Exclude<Command, { do: 'scroll' }>;

/** What came of a run, for its last words. */
export interface Stayed {
  readonly fleet: LiveFleet;
  readonly verdict: Verdict;
}

/** Consumers look once a second; the bars of a view move twice as often. */
const LOOK_EVERY = 1_000;
const DRAW_EVERY = 500;
/** A run that waits for a claimed row does so for this many ticks at most. */
const TICKS_TO_WAIT = 3;

export const tickMsOf = ({ deployment, pace }: Pick<OpenFleet, 'deployment' | 'pace'>): number =>
  Math.min(...Object.values(deployment.stack.schedules).map(({ everyMs }) => everyMs)) / pace.tempo;

/** Lets the schedules run and shows the fleet until its time is over, somebody ends it, or the signal. */
export const stay = async (open: OpenFleet, heard: RunsHeard, options: StayOptions): Promise<Stayed> => {
  const { deployment, pace, clouds } = open;
  const tickMs = tickMsOf(open);
  const fleet = new LiveFleet({ ...open, title: pace.title, tickMs, heard });
  const halted = await fleet.begin();
  const asked = new AbortController();
  const acting = AbortSignal.any([options.signal, asked.signal]);
  const done = new AbortController();
  const endsAt = options.forMs === undefined ? undefined : fleet.startedAt + options.forMs;

  const obey = (command: ViewCommand): void => {
    if (command.do === 'stop') asked.abort();
    else if (command.do === 'kill') fleet.board.kill();
    else if (command.do === 'toggle') fleet.board.toggle(command.fault);
    else fleet.board.endAll();
    view.show(fleet.snapshot(endsAt));
  };
  const view = options.openView(Object.keys(clouds), obey);
  if (halted.length > 0) fleet.notice = `halted by an earlier run: ${halted.join(', ')}`;

  const tell = (error: unknown): void => {
    fleet.notice = `this went wrong: ${(error as Error).name}`;
  };
  const loops = [
    repeat(async () => view.show(fleet.snapshot(endsAt)), {
      everyMs: DRAW_EVERY,
      signal: done.signal,
      onError: tell,
    }),
    repeat(() => fleet.look(), { everyMs: LOOK_EVERY, signal: done.signal, onError: tell }),
  ];
  try {
    deployment.stack.start({ everyMs: tickMs });
    const { seed, forMs } = options;
    const programmed =
      seed === undefined ? undefined : act(open, fleet, { seed, forMs, tickMs, signal: acting });
    programmed?.catch(tell);
    const spread =
      pace.spreadMs === undefined ? undefined : spreadOut(deployment, fleet, pace.spreadMs, acting);
    spread?.catch(tell);
    await pause(endsAt === undefined ? Number.POSITIVE_INFINITY : endsAt - Date.now(), acting);
    fleet.notice = 'ending: what is under way is finished';
    asked.abort();
    await Promise.allSettled([programmed, spread]);
    fleet.board.endAll();
    await deployment.stack.stop();
  } finally {
    done.abort();
    await Promise.all(loops);
    fleet.notice = undefined;
    await fleet.look();
    view.show(fleet.snapshot(endsAt));
    view.close();
  }
  return { fleet, verdict: fleet.verdict() };
};

/** Runs the programme of faults until its end or the signal. */
const act = (
  { deployment, clouds, pace }: OpenFleet,
  fleet: LiveFleet,
  {
    seed,
    forMs,
    tickMs,
    signal,
  }: { seed: number; forMs: number | undefined; tickMs: number; signal: AbortSignal },
): Promise<void> =>
  runProgramme(
    programme({
      seed,
      clouds: Object.keys(clouds),
      slower: slownessOf(pace),
      ...(forMs !== undefined && { forMs }),
    }),
    {
      board: fleet.board,
      startedAt: fleet.startedAt,
      signal,
      untilServed: (ended) => untilServed(fleet, FIRST_ROUND, ended),
      markDue: (cloud) => markDue(deployment, fleet, cloud),
      untilClaimed: (ended) => untilClaimed(deployment, TICKS_TO_WAIT * tickMs, ended),
    },
  );
