import type { Fault, FaultBoard } from './fault-board.ts';
import type { Step } from './programme.ts';
import { pause } from './repeat.ts';

export interface Stage {
  readonly board: Pick<FaultBoard, 'begin' | 'end' | 'kill'>;
  /** When the run began, epoch ms. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
  readonly clock?: () => number;
  /** Settles when every healthy principal has its first token, or after a while: before that nothing is broken. */
  readonly untilServed: (signal: AbortSignal) => Promise<void>;
  /** Marks principals due, as an operator can, so that a fault meets somebody: those of one cloud, or some of all. */
  readonly markDue: (cloud: string | undefined) => Promise<void>;
  /** Settles as soon as a run has claimed a row, or none did for a while. */
  readonly untilClaimed: (signal: AbortSignal) => Promise<void>;
}

const cloudOf = (fault: Fault): string | undefined => ('cloud' in fault ? fault.cloud : undefined);

/** Does what a programme says, one thing after the other, until its end or the signal. */
export const runProgramme = async (steps: Iterable<Step>, stage: Stage): Promise<void> => {
  const { board, startedAt, signal, clock = Date.now } = stage;
  const until = (offset: number): Promise<void> => pause(startedAt + offset - clock(), signal);
  await stage.untilServed(signal);
  for (const step of steps) {
    await until(step.from);
    if (signal.aborted) return;
    if (step.do === 'kill') {
      await stage.markDue(undefined);
      await stage.untilClaimed(signal);
      await pause(step.afterClaimMs, signal);
      if (!signal.aborted) board.kill();
      continue;
    }
    const begun = clock();
    board.begin(step.fault);
    await stage.markDue(cloudOf(step.fault));
    await pause(begun + step.to - step.from - clock(), signal);
    board.end(step.fault);
  }
};
