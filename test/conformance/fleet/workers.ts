import { signalTo, startedBy } from '../emulators/processes.ts';

/**
 * Ends the processes that ministack has started for a function, each by its id.
 *
 * @throws where there is none: nothing was killed then
 */
export const killWorkers = async (ministack: number, functionName: string): Promise<void> => {
  const all = await startedBy(ministack);
  const workers = all.filter(({ command }) => command.includes(`ministack-lambda-${functionName}-`));
  if (workers.length === 0) throw new Error(`no process runs ${functionName}`);
  for (const worker of workers) signalTo(worker, 'SIGKILL');
};
