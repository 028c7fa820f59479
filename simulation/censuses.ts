import { CENSUS_EVERY_MINUTES, CENSUS_TIMEOUT_SECONDS } from '../lambdas/contract.ts';
import { MINUTE, SECOND } from '../lambdas/core/time.ts';
import { census } from '../lambdas/flow/census.ts';
import type { CensusPorts } from '../lambdas/flow/census-ports.ts';
import type { Plan } from './plan.ts';
import { Process } from './process.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The census, every so often, each in a process of its own; some die on the way. */
export class Censuses {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #plan: Plan;
  readonly #connect: (process: Process) => CensusPorts;
  made = 0;

  constructor(time: VirtualTime, random: Random, plan: Plan, connect: (process: Process) => CensusPorts) {
    this.#time = time;
    this.#random = random;
    this.#plan = plan;
    this.#connect = connect;
  }

  begin(): void {
    this.#time.after(CENSUS_EVERY_MINUTES * MINUTE, () => {
      this.begin();
      this.#invoke();
    });
  }

  #invoke(): void {
    this.made += 1;
    const { skewMs, crashes, tempo } = this.#plan;
    const process = new Process(`census ${this.made}`, this.#time, this.#random, {
      skewMs: this.#random.between(-skewMs, skewMs),
      onDeath: () => {},
    });
    const dies = this.#random.chance(crashes);
    process.thaw(dies ? { call: 1 + this.#random.below(50), when: 'before' } : undefined);
    const timeLimit = CENSUS_TIMEOUT_SECONDS * SECOND;
    const over = () => process.die();
    this.#time.after(timeLimit, over);
    // Rejected, a store was away: the next one goes on.
    census(this.#connect(process), { deadline: process.now() + timeLimit, tempo }).then(over, over);
  }
}
