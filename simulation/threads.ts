import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Found, Outage } from './margin-report.ts';
import type { Mutation } from './mutations/mutation.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';

/** Most of what a run makes is of no use a moment later: with little room, clearing it away takes a tenth of the time. */
const YOUNG_MB = 64;

/** One run, in a thread of its own. Answers what it came to. */
export const runInThread = (
  workerData: { plan: Plan; mutation?: Mutation },
  onProgress: (outcome: Outcome) => void = () => {},
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
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

/** One outage, in a thread of its own. */
export const measureInThread = (workerData: Outage): Promise<Found> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./margin-worker.ts', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

/** As many at once as there are cores, begun in their order, until there are no more or one says that it is enough. */
export const inThreads = async <Job>(
  jobs: Iterator<Job>,
  run: (job: Job) => Promise<'more' | 'enough'>,
): Promise<void> => {
  let enough = false;
  const worker = async (): Promise<void> => {
    for (let next = jobs.next(); !next.done && !enough; next = jobs.next())
      enough = (await run(next.value)) === 'enough' || enough;
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
};
