import { protocolOf } from '../core/protocols/index.ts';
import { Tally } from '../core/tally.ts';
import { AS_DEPLOYED, type Tempo } from '../core/tempo.ts';
import { SECOND } from '../core/time.ts';
import { AppQueue } from './app-queue.ts';
import { AppRun } from './app-run.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { AppControl, Ports } from './ports.ts';
import { PublishingGate } from './publishing-gate.ts';
import { quietAfterFailure } from './quiet-after-failure.ts';
import { PendingKeeps } from './rescued.ts';
import type { Run } from './run.ts';
import { fill, workOff } from './work-off.ts';

export interface TickSettings {
  /** The invocation's own end, epoch ms. */
  readonly deadline: number;
  /** Principals worked on at once. */
  readonly concurrency: number;
  /** Secrets Manager writes a second. */
  readonly publishRate: number;
  readonly limits?: Limits;
  /** @default as deployed */
  readonly tempo?: Tempo;
  /** What earlier runs of this process could not keep. */
  readonly pendingKeeps?: PendingKeeps;
}

export interface TickReport {
  /** False: another run holds the lease, and this one did nothing. */
  readonly ran: boolean;
  readonly tally: Tally;
  readonly durationMs: number;
  readonly oldestOverdueMs: number;
}

const QUEUES_READ_AT_ONCE = 16;
/** Before the deadline, ms: a run that returns leaves its process alive. */
const TIME_TO_RETURN = SECOND / 2;

/**
 * One run: takes due principals app by app, round-robin, oldest first, into a bounded pool, as long as a request to a
 * provider and the keeping of its answer still fit before the deadline.
 */
export async function tick(ports: Ports, settings: TickSettings): Promise<TickReport> {
  const { clock, controls, chance, meter } = ports;
  const { limits = LIMITS, tempo = AS_DEPLOYED, pendingKeeps = new PendingKeeps() } = settings;
  const startedAt = clock.now();
  const tally = new Tally();
  const runId = chance.id();
  if (!(await controls.takeRunLease(runId, settings.deadline, startedAt)))
    return { ran: false, tally, durationMs: 0, oldestOverdueMs: 0 };

  const gate = new PublishingGate(clock, {
    proofLasts: limits.publishingProof,
    rate: settings.publishRate,
    until: settings.deadline - limits.persistReserve,
    tempo,
  });
  const run: Run = {
    ports: { ...ports, announcer: quietAfterFailure(ports.announcer) },
    limits,
    tempo,
    deadline: settings.deadline,
    tally,
    gate,
    pendingKeeps,
  };

  await keepPending(run);
  const { apps, everythingPaused, malformed, lastCensusAt } = await controls.list();
  for (const name of malformed) run.ports.journal.warn('control item breaks the contract', { name });
  const queues = everythingPaused ? [] : appQueues(apps, run, startedAt);
  await firstPages(queues, run);
  await workOff(queues, run, settings.concurrency);

  const behind = queues.filter((queue) => !queue.isHeldBack(clock.now()));
  const oldest = Math.min(startedAt, ...behind.map((queue) => queue.oldest ?? startedAt));
  const facts = { durationMs: clock.now() - startedAt, oldestOverdueMs: startedAt - oldest };
  const censusAgeMs = lastCensusAt === undefined ? undefined : startedAt - lastCensusAt;
  // Before the writes that may hang: what was rescued must be counted, whatever the table does.
  meter.run(tally, { ...facts, censusAgeMs });
  await putAway(queues, runId, run);
  return { ran: true, tally, ...facts };
}

/**
 * The work is done by now: what cannot be noted here is found out again by the next run. It must not take the process
 * along, which Lambda ends at the deadline: what the process could not keep, its next run keeps.
 */
async function putAway(queues: readonly AppQueue[], runId: string, run: Run): Promise<void> {
  const { clock, journal } = run.ports;
  const stop = new AbortController();
  const left = Math.max(0, run.deadline - TIME_TO_RETURN - clock.now());
  const inTime = await Promise.race([
    putEachAway(queues, runId, run.ports).then(() => true),
    clock.sleep(left, stop.signal).then(() => false),
  ]);
  stop.abort('over');
  if (!inTime) journal.warn('control item could not be written', { error: 'out of time' });
}

async function putEachAway(
  queues: readonly AppQueue[],
  runId: string,
  { controls, journal }: Ports,
): Promise<void> {
  const saved = await Promise.allSettled(queues.map(({ app }) => app.putAway()));
  const released = await Promise.allSettled([controls.releaseRunLease(runId)]);
  for (const result of [...saved, ...released])
    if (result.status === 'rejected')
      journal.warn('control item could not be written', { error: result.reason });
}

/** Before anything else: grants that an earlier run of this process obtained and could not keep. */
async function keepPending(run: Run): Promise<void> {
  for (const { provider, app, principalId } of await run.pendingKeeps.keepNow(run.ports)) {
    run.tally.count('refreshed', provider);
    run.tally.note(app, 'rescued-grant-kept', principalId);
  }
}

/** The apps that may run: not those that an operator paused. */
function appQueues(apps: readonly AppControl[], run: Run, dueAt: number): AppQueue[] {
  const { principals, journal } = run.ports;
  const queues: AppQueue[] = [];
  for (const control of apps) {
    const protocol = protocolOf(control.provider);
    if (!protocol) journal.warn('app of an unknown provider', { app: control.app });
    else if (control.operatorPausedAt === undefined)
      queues.push(new AppQueue(new AppRun(control, protocol, run), principals, dueAt));
  }
  return queues;
}

async function firstPages(queues: readonly AppQueue[], run: Run): Promise<void> {
  const rest = [...queues];
  const reader = async () => {
    for (let queue = rest.shift(); queue; queue = rest.shift()) {
      queue.app.tell();
      await fill(queue, run);
    }
  };
  await Promise.all(Array.from({ length: QUEUES_READ_AT_ONCE }, reader));
}
