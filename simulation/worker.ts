import { parentPort, workerData } from 'node:worker_threads';
import { mutate } from './mutate.ts';
import type { Mutation } from './mutations/mutation.ts';
import type { Plan } from './plan.ts';

// Nobody looks at the stack of an error in here, and every aborted wait makes one.
Error.stackTraceLimit = 0;

/** One run in a thread of its own: tells each day, and at the end what it came to. */
const { plan, mutation } = workerData as { plan: Plan; mutation?: Mutation };
// Before any of the code that it spoils is loaded.
if (mutation) mutate(mutation);
const { World } = await import('./world.ts');
const { outcomeOf } = await import('./outcome.ts');

const world = new World(plan);
await world.run((day) => parentPort?.postMessage(outcomeOf(world, day)));
parentPort?.postMessage(outcomeOf(world, plan.days));
