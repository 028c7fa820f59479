import { TICK_EVERY_SECONDS, TICK_TIMEOUT_SECONDS } from '../lambdas/contract.ts';
import { SECOND } from '../lambdas/core/time.ts';
import type { Ports } from '../lambdas/flow/ports.ts';
import { PendingKeeps } from '../lambdas/flow/rescued.ts';
import { tick } from '../lambdas/flow/tick.ts';
import type { Plan } from './plan.ts';
import { type Fate, Process } from './process.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** As deployed. */
const CONCURRENCY = 24;
const PUBLISH_RATE = 35;

interface Warm {
  readonly process: Process;
  readonly ports: Ports;
  readonly pendingKeeps: PendingKeeps;
}

export interface InvocationCounts {
  ticks: number;
  skipped: number;
  doubled: number;
  crashed: number;
  timedOut: number;
  failed: number;
}

/** The schedule, and Lambda: it fires each minute, mostly; a process serves one invocation at a time and is kept warm. */
export class Invocations {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #plan: Plan;
  readonly #connect: (process: Process) => Ports;
  readonly #onDeath: (process: Process) => void;
  #warm: Warm[] = [];
  #made = 0;
  #usualCalls = 50;
  readonly counts: InvocationCounts = {
    ticks: 0,
    skipped: 0,
    doubled: 0,
    crashed: 0,
    timedOut: 0,
    failed: 0,
  };

  constructor(
    time: VirtualTime,
    random: Random,
    plan: Plan,
    connect: (process: Process) => Ports,
    onDeath: (process: Process) => void,
  ) {
    this.#time = time;
    this.#random = random;
    this.#plan = plan;
    this.#connect = connect;
    this.#onDeath = onDeath;
  }

  /** Fires now, and from now on each minute. */
  begin(): void {
    this.#time.after(TICK_EVERY_SECONDS * SECOND, () => this.begin());
    const { skipped, doubled, late, recycled } = this.#plan;
    const random = this.#random;
    if (random.chance(recycled)) this.#recycle();
    if (random.chance(skipped)) {
      this.counts.skipped += 1;
      return;
    }
    const delay = random.chance(late) ? random.between(0, 90 * SECOND) : random.between(0, SECOND);
    this.#time.after(delay, () => this.#invoke());
    if (random.chance(doubled)) {
      this.counts.doubled += 1;
      this.#time.after(delay + random.between(0, 20 * SECOND), () => this.#invoke());
    }
  }

  #recycle(): void {
    for (const { process } of this.#warm.splice(0)) process.die();
  }

  #invoke(): void {
    const warm = this.#take();
    const { process, ports, pendingKeeps } = warm;
    this.counts.ticks += 1;
    process.thaw(this.#fate());
    const end = this.#time.after(TICK_TIMEOUT_SECONDS * SECOND, () => {
      if (process.isAway) return;
      this.counts.timedOut += 1;
      process.die();
    });
    const over = () => {
      end.act = undefined;
      if (process.calls > 10) this.#usualCalls = process.calls;
      process.freeze();
      this.#warm.push(warm);
    };
    tick(ports, {
      deadline: process.now() + TICK_TIMEOUT_SECONDS * SECOND,
      concurrency: CONCURRENCY,
      publishRate: PUBLISH_RATE,
      tempo: this.#plan.tempo,
      pendingKeeps,
    }).then(over, (error) => {
      // The store was away: the function fails, and its process lives on. Anything else is a fault of the flow.
      if (!(error instanceof Error && error.name.endsWith('Exception')) && !isServiceError(error))
        throw error;
      this.counts.failed += 1;
      over();
    });
  }

  /** Any of them, so that one may sleep for long over what it was about to do. */
  #take(): Warm {
    const warm = this.#warm;
    const [one] = warm.length < this.#plan.warm ? [] : warm.splice(this.#random.below(warm.length), 1);
    return one ?? this.#start();
  }

  #start(): Warm {
    this.#made += 1;
    const { skewMs } = this.#plan;
    const process = new Process(`process ${this.#made}`, this.#time, this.#random, {
      skewMs: this.#random.between(-skewMs, skewMs),
      onDeath: this.#onDeath,
    });
    return { process, ports: this.#connect(process), pendingKeeps: new PendingKeeps() };
  }

  #fate(): Fate | undefined {
    const random = this.#random;
    const call = 1 + random.below(this.#usualCalls + 5);
    if (random.chance(this.#plan.sleeps)) return { call, when: 'sleeps' };
    if (!random.chance(this.#plan.crashes)) return undefined;
    this.counts.crashed += 1;
    return { call, when: random.chance(0.5) ? 'before' : 'after' };
  }
}

const isServiceError = (error: unknown): boolean =>
  error instanceof Error && ['InternalServerError', 'TimeoutError'].includes(error.name);
