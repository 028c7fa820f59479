import { catchMutation } from './catch-mutation.ts';
import { MUTATIONS } from './mutations.ts';
import { inThreads } from './threads.ts';

/** Prints each fault with the promise that it broke, and after how many refreshes. @returns whether all were caught */
export const exerciseMutations = async (): Promise<boolean> => {
  let caught = 0;
  await inThreads(MUTATIONS.values(), async (mutation) => {
    const found = await catchMutation(mutation);
    caught += found ? 1 : 0;
    console.log(
      found
        ? `caught after ${String(found.refreshes).padStart(6)} refreshes: ${mutation.name} -> ${found.violation.promise}`
        : `NOT CAUGHT: ${mutation.name}`,
    );
    return 'more';
  });
  console.log(`${caught} of ${MUTATIONS.length} mutations caught`);
  return caught === MUTATIONS.length;
};
