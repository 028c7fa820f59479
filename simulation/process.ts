import { MINUTE, SECOND } from '../lambdas/core/time.ts';
import type { Clock } from '../lambdas/flow/ports.ts';
import type { Random } from './random.ts';
import { type Service, ServiceError } from './service.ts';
import type { VirtualTime } from './virtual-time.ts';

/** At which of its calls a process dies, and whether that call is still sent; or sends it and sleeps over it. */
export interface Fate {
  readonly call: number;
  readonly when: 'before' | 'after' | 'sleeps';
}

/** Answered and kept, as a rule. */
const HAS_KEPT = 20 * SECOND;
const LONGEST_SLEEP = 10 * MINUTE;

/**
 * One process of the function. It dies at any of its calls, is frozen between invocations as Lambda does it (what it
 * waited for reaches it when it is thawed), and has a clock of its own.
 */
export class Process implements Clock {
  readonly name: string;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #skew: number;
  readonly #onDeath: (process: Process) => void;
  #state: 'running' | 'frozen' | 'dead' = 'running';
  #held: (() => void)[] = [];
  #asleep = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #calls = 0;
  #fate: Fate | undefined;

  constructor(
    name: string,
    time: VirtualTime,
    random: Random,
    { skewMs, onDeath }: { skewMs: number; onDeath: (process: Process) => void },
  ) {
    this.name = name;
    this.#time = time;
    this.#random = random;
    this.#skew = skewMs;
    this.#onDeath = onDeath;
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  /** Nothing that reaches it now is of use before its lease ends. */
  get isAway(): boolean {
    return this.isDead || this.#asleep;
  }

  /** Calls since the last thaw. */
  get calls(): number {
    return this.#calls;
  }

  now(): number {
    return Math.floor(this.#time.now + this.#skew);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.isDead) return never();
    return new Promise((resolve) => {
      const timer = this.#time.after(ms, () => this.deliver(resolve));
      signal?.addEventListener(
        'abort',
        () => {
          timer.act = undefined;
          resolve();
        },
        { once: true },
      );
    });
  }

  thaw(fate: Fate | undefined): void {
    this.#calls = 0;
    this.#fate = fate;
    this.#wake();
  }

  freeze(): void {
    if (!this.isDead) this.#state = 'frozen';
  }

  die(): void {
    if (this.isDead) return;
    this.#state = 'dead';
    this.#held = [];
    this.#onDeath(this);
  }

  /** Something reaches this process, if it still is. */
  deliver(act: () => void): void {
    if (this.#state === 'running') act();
    else if (this.#state === 'frozen') this.#held.push(act);
  }

  /**
   * Counts a call and says whether it is sent; a process whose time has come dies at it. A call that is not sent is
   * never answered.
   */
  sends(): boolean {
    if (this.isDead) return false;
    this.#calls += 1;
    if (this.#fate === undefined || this.#calls < this.#fate.call) return true;
    if (this.#fate.when === 'sleeps') {
      if (this.#time.now - this.#askedAt > HAS_KEPT) this.#sleep();
    } else if (this.#fate.when === 'after') this.#time.after(this.#random.between(0, 200), () => this.die());
    else this.die();
    return this.#fate?.when !== 'before';
  }

  /** As {@link sends}, to a cloud: it does not fall asleep over an answer, which nobody could keep in time. */
  asks(): boolean {
    this.#askedAt = this.#time.now;
    return this.sends();
  }

  /** It wakes up where it was, and believes that no time has passed until it looks at its clock. */
  #sleep(): void {
    this.#fate = undefined;
    this.#asleep = true;
    this.#onDeath(this);
    this.freeze();
    this.#time.after(this.#random.between(MINUTE, LONGEST_SLEEP), () => {
      this.#asleep = false;
      if (!this.isDead) this.#wake();
    });
  }

  #wake(): void {
    this.#state = 'running';
    for (const act of this.#held.splice(0)) this.#time.after(0, () => this.deliver(act));
  }

  /** A call to a service: `effect` is what it does there, at the moment when it lands. */
  call<T>(service: Service, effect: () => T): Promise<T> {
    if (!this.sends()) return never();
    const course = service.course();
    const { landsAfter, landsAgainAfter, answersAfter, fails } = course;
    return new Promise((resolve, reject) => {
      let answer: T;
      const land = () => {
        answer = effect();
      };
      const hear = () => (fails === undefined ? resolve(answer) : reject(new ServiceError(fails)));
      // The common case, in one step.
      if (landsAfter === answersAfter) {
        this.#time.after(landsAfter, () => {
          land();
          this.deliver(hear);
        });
        return;
      }
      if (landsAfter !== undefined) this.#time.after(landsAfter, land);
      if (landsAgainAfter !== undefined) this.#time.after(landsAgainAfter, land);
      this.#time.after(answersAfter, () => this.deliver(hear));
    });
  }

  /** For chances that are this process's own. */
  get random(): Random {
    return this.#random;
  }
}

/** A promise of its own each time: reactions to one that is shared would pile up. */
export const never = <T>(): Promise<T> => new Promise<T>(() => {});
