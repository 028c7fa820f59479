import { Worker } from 'node:worker_threads';
import { add, emptyTally, type Tally } from './tally.ts';
import type { Said, WorkerData } from './worker.ts';

export interface Whole {
  readonly tally: Tally;
  /** Of each worker, in bytes. */
  readonly heapGrew: readonly number[];
  /** Workers that died or never came back, each with the index that it was at. */
  readonly lost: readonly string[];
}

interface Plan {
  readonly seed: number;
  readonly replies: number;
  readonly workers: number;
}

const STRETCH = 1_000;
/** One input that takes longer will never end. */
const STUCK_MS = 60_000;
/** What no input may need. The stack is as small as a program's own. */
const LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32, stackSizeMb: 1 };

/** Reads all in several threads. */
export const readInWorkers = async (plan: Plan, onProgress: (tally: Tally) => void): Promise<Whole> => {
  const tally = emptyTally();
  const heapGrew: number[] = [];
  const lost: string[] = [];
  let next = 0;
  const stretch = () => {
    const from = next;
    next = Math.min(plan.replies, from + STRETCH);
    return { from, to: next };
  };
  await Promise.all(
    Array.from({ length: plan.workers }, () =>
      readInOne(plan.seed, stretch, lost, (said) => {
        if ('heapGrew' in said) heapGrew.push(said.heapGrew);
        else add(tally, said.tally);
        onProgress(tally);
      }),
    ),
  );
  return { tally, heapGrew, lost };
};

const readInOne = (
  seed: number,
  stretch: () => object,
  lost: string[],
  onSaid: (said: Said) => void,
): Promise<void> =>
  new Promise((resolve) => {
    const now = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
    const shown = new Float64Array(now);
    const workerData: WorkerData = { seed, now };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData,
      resourceLimits: LIMITS,
    });
    let before = -1;
    const watch = setInterval(() => {
      if (shown[0] === before) giveUp(`did not come back from index ${before}`);
      before = shown[0] ?? -1;
    }, STUCK_MS);
    let isDone = false;
    const giveUp = (why: string) => {
      if (!isDone) lost.push(`a worker ${why}`);
      isDone = true;
      void worker.terminate();
    };
    worker.on('message', (said: Said) => {
      onSaid(said);
      if ('tally' in said) worker.postMessage(stretch());
      else isDone = true;
    });
    worker.on('error', (error) => giveUp(`died at index ${shown[0]}: ${error.message}`));
    worker.on('exit', () => {
      clearInterval(watch);
      if (!isDone) lost.push(`a worker left at index ${shown[0]}`);
      resolve();
    });
  });
