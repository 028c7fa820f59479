import { pickNext } from '../core/rotation.ts';
import { admission } from '../core/standing.ts';
import type { AppQueue } from './app-queue.ts';
import { refresh } from './refresh.ts';
import type { Run } from './run.ts';

const STORE_FAILURES_BEFORE_STOPPING = 5;
/** Less than what `keep` leaves for its rescue record, so that a rescue is in the report. */
const TIME_TO_REPORT = 1_500;

/** One app whose queue cannot be read costs the others nothing. */
export async function fill(queue: AppQueue, run: Run): Promise<void> {
  try {
    await queue.fill();
  } catch (error) {
    run.ports.journal.warn('queue could not be read', { app: queue.app.name, error });
    queue.close();
  }
}

/** Takes and works on principals until nothing can start any more, or there is no time for another. */
export async function workOff(queues: readonly AppQueue[], run: Run, size: number): Promise<void> {
  const { clock } = run.ports;
  const inTurn = [...queues];
  const running = new Set<Promise<void>>();
  /** A row that was set back to "now" must not be met twice in one run. */
  const met = new Set<string>();
  let storeFailures = 0;

  const begin = (queue: AppQueue, principalId: string) => {
    queue.inFlight += 1;
    const work = refresh(principalId, queue.app, run)
      .then(
        (claim) => {
          storeFailures = 0;
          if (claim === 'unfit') queue.passOver(principalId);
        },
        (error) => {
          storeFailures += 1;
          run.tally.count('deferred', queue.app.provider);
          run.tally.note(queue.app.name, `broken-off (${nameOf(error)})`, principalId);
        },
      )
      .finally(() => {
        queue.inFlight -= 1;
        running.delete(work);
      });
    running.add(work);
  };

  while (mayStillClaim(run) && storeFailures < STORE_FAILURES_BEFORE_STOPPING && nothingWasLost(run)) {
    const now = clock.now();
    const pick = pickNext(
      inTurn.map((queue) => queue.view(now)),
      { size, inFlight: running.size },
      now,
    );
    if (pick.pick === 'none') {
      if (running.size === 0) break;
      await Promise.race(running);
      continue;
    }
    if (pick.pick === 'wait') {
      await untilSomethingEnds(running, Math.min(pick.until, lastClaimAt(run)) - now, run);
      continue;
    }
    const queue = inTurn.find(({ app }) => app.name === pick.app) as AppQueue;
    inTurn.push(...inTurn.splice(inTurn.indexOf(queue), 1));
    await fill(queue, run);
    const due = queue.take(admission(queue.app.standing, now).admits === 'probe');
    if (!due || met.has(due.principalId)) continue;
    met.add(due.principalId);
    run.tally.count('due', queue.app.provider);
    begin(queue, due.principalId);
  }
  await endInTime(running, run);
}

/** What still hangs shortly before the end is taken up by a later run: the report of this one must get out. */
async function endInTime(running: Set<Promise<void>>, run: Run): Promise<void> {
  const stop = new AbortController();
  const left = Math.max(0, run.deadline - TIME_TO_REPORT - run.ports.clock.now());
  await Promise.race([Promise.all(running), run.ports.clock.sleep(left, stop.signal)]);
  stop.abort('over');
}

/** The table or the key did not answer. An error's message can quote what was sent; its name cannot. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** A grant that could not be kept: nobody else's is put at the same risk in this run. */
const nothingWasLost = ({ tally }: Run): boolean => tally.of('rescued') === 0;

const lastClaimAt = ({ deadline, limits }: Run): number => deadline - limits.provider - limits.persistReserve;

const mayStillClaim = (run: Run): boolean => run.ports.clock.now() < lastClaimAt(run);

async function untilSomethingEnds(running: Set<Promise<void>>, ms: number, run: Run): Promise<void> {
  const stop = new AbortController();
  await Promise.race([...running, run.ports.clock.sleep(Math.max(ms, 0), stop.signal)]);
  stop.abort('over');
}
