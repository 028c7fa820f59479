import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { examine } from '../examine.ts';
import { inputsAt } from './inputs.ts';
import { emptyTally, note, type Tally } from './tally.ts';

export interface WorkerData {
  readonly seed: number;
  /** Where the index that is read now is shown, so that one that is never done with can be named. */
  readonly now: SharedArrayBuffer;
}

/** Indices to read: from the first up to, not including, the last. Nothing more to do where there are none. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export type Said =
  | { readonly tally: Tally }
  /** What the heap holds more than at the beginning, in bytes, once what is garbage is gone. */
  | { readonly heapGrew: number };

const { seed, now } = workerData as WorkerData;
const shown = new Float64Array(now);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const heapUsed = (): number => {
  collectGarbage();
  return getHeapStatistics().used_heap_size;
};

const read = async ({ from, to }: Stretch): Promise<Tally> => {
  const tally = emptyTally();
  for (let index = from; index < to; index += 1) {
    shown[0] = index;
    for (const input of inputsAt(seed, index))
      note(tally, index, input, await examine(input.reader, input.recipe));
  }
  return tally;
};

const WARM_UP = 3_000;
// Compiles what is read with, and fills what is filled once.
await read({ from: 0, to: WARM_UP });
const before = heapUsed();

const say = (said: Said) => parentPort?.postMessage(said);
parentPort?.on('message', async (stretch: Stretch) => {
  if (stretch.from < stretch.to) return say({ tally: await read(stretch) });
  say({ heapGrew: heapUsed() - before });
  parentPort?.close();
});
say({ tally: emptyTally() });
