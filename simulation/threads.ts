import { Worker } from 'node:worker_threads';
import type { Mutation } from './mutations.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';

/** One run, in a thread of its own. Answers what it came to. */
export const runInThread = (
  workerData: { plan: Plan; mutation?: Mutation },
  onProgress: (outcome: Outcome) => void = () => {},
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
    let last: Outcome | undefined;
    worker.on('message', (outcome: Outcome) => {
      last = outcome;
      onProgress(outcome);
    });
    worker.on('error', reject);
    worker.on('exit', (code) =>
      last && code === 0 ? resolve(last) : reject(new Error(`seed ${workerData.plan.seed}: exit ${code}`)),
    );
  });
