import { PRINCIPAL_ID } from '../contract.ts';
import { protocolOf } from '../core/protocols/index.ts';
import { pickNext } from '../core/rotation.ts';
import { admission } from '../core/standing.ts';
import { Tally } from '../core/tally.ts';
import { AppQueue } from './app-queue.ts';
import { AppRun } from './app-run.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Ports } from './ports.ts';
import { PublishingGate } from './publishing-gate.ts';
import { refresh } from './refresh.ts';
import type { Run } from './run.ts';

export interface TickSettings {
  /** The invocation's own end, epoch ms. */
  readonly deadline: number;
  /** Principals worked on at once. */
  readonly concurrency: number;
  /** Secrets Manager writes a second. */
  readonly publishRate: number;
  readonly limits?: Limits;
}

export interface TickReport {
  /** False: another run holds the lease, and this one did nothing. */
  readonly ran: boolean;
  readonly tally: Tally;
  readonly durationMs: number;
  readonly oldestOverdueMs: number;
}

const QUEUES_READ_AT_ONCE = 16;
const STORE_FAILURES_BEFORE_STOPPING = 5;

/**
 * One run: takes due principals app by app, round-robin, oldest first, into a bounded pool, as long as a request to a
 * provider and the keeping of its answer still fit before the deadline.
 */
export async function tick(ports: Ports, settings: TickSettings): Promise<TickReport> {
  const { clock, controls, chance, meter } = ports;
  const startedAt = clock.now();
  const tally = new Tally();
  const runId = chance.id();
  if (!(await controls.takeRunLease(runId, settings.deadline, startedAt)))
    return { ran: false, tally, durationMs: 0, oldestOverdueMs: 0 };

  const limits = settings.limits ?? LIMITS;
  const gate = new PublishingGate(clock, { proofLasts: limits.publishingProof, rate: settings.publishRate });
  const run: Run = { ports, limits, deadline: settings.deadline, tally, gate };

  const queues = await appQueues(run, startedAt);
  await firstPages(queues, run);
  await workOff(queues, run, settings.concurrency);
  await putAway(queues, runId, ports);

  const oldest = Math.min(startedAt, ...queues.map((queue) => queue.oldest ?? startedAt));
  const facts = { durationMs: clock.now() - startedAt, oldestOverdueMs: startedAt - oldest };
  meter.run(tally, facts);
  return { ran: true, tally, ...facts };
}

/** The work is done by now: what cannot be noted here is found out again by the next run. */
async function putAway(
  queues: readonly AppQueue[],
  runId: string,
  { controls, journal }: Ports,
): Promise<void> {
  const saved = await Promise.allSettled(queues.map(({ app }) => app.save()));
  const released = await Promise.allSettled([controls.releaseRunLease(runId)]);
  for (const result of [...saved, ...released])
    if (result.status === 'rejected')
      journal.warn('control item could not be written', { error: result.reason });
}

/** The apps that may run. An operator's pause and an item that breaks the contract are passed over by name. */
async function appQueues(run: Run, dueAt: number): Promise<AppQueue[]> {
  const { controls, principals, journal } = run.ports;
  const { apps, everythingPaused, malformed } = await controls.list();
  for (const name of malformed) journal.warn('control item breaks the contract', { name });
  if (everythingPaused) return [];

  const queues: AppQueue[] = [];
  for (const control of apps) {
    const protocol = protocolOf(control.provider);
    if (!protocol) journal.warn('app of an unknown provider', { app: control.app });
    else if (control.operatorPausedAt === undefined)
      queues.push(new AppQueue(new AppRun(control, protocol, run.ports), principals, dueAt));
  }
  return queues;
}

async function firstPages(queues: readonly AppQueue[], run: Run): Promise<void> {
  const rest = [...queues];
  const reader = async () => {
    for (let queue = rest.shift(); queue; queue = rest.shift()) {
      await queue.app.tell();
      await fill(queue, run);
    }
  };
  await Promise.all(Array.from({ length: QUEUES_READ_AT_ONCE }, reader));
}

/** One app whose queue cannot be read costs the others nothing. */
async function fill(queue: AppQueue, run: Run): Promise<void> {
  try {
    await queue.fill();
  } catch (error) {
    run.ports.journal.warn('queue could not be read', { app: queue.app.name, error });
    queue.close();
  }
}

async function workOff(queues: readonly AppQueue[], run: Run, size: number): Promise<void> {
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
        () => {
          storeFailures = 0;
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

  while (mayStillClaim(run) && storeFailures < STORE_FAILURES_BEFORE_STOPPING) {
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
    if (PRINCIPAL_ID.test(due.principalId)) begin(queue, due.principalId);
    else {
      run.tally.count('malformed', queue.app.provider);
      run.tally.note(queue.app.name, 'id-outside-the-alphabet', '(unprintable)');
    }
  }
  await Promise.all(running);
}

/** The table or the key did not answer. An error's message can quote what was sent; its name cannot. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

const lastClaimAt = ({ deadline, limits }: Run): number => deadline - limits.provider - limits.persistReserve;

const mayStillClaim = (run: Run): boolean => run.ports.clock.now() < lastClaimAt(run);

async function untilSomethingEnds(running: Set<Promise<void>>, ms: number, run: Run): Promise<void> {
  const stop = new AbortController();
  await Promise.race([...running, run.ports.clock.sleep(Math.max(ms, 0), stop.signal)]);
  stop.abort();
}
