/** When every run begins: epoch ms. */
export const START = Date.UTC(2026, 0, 1);

/** Something that will happen; `undefined` once it has happened or was called off. */
export interface Timer {
  readonly at: number;
  readonly order: number;
  act: (() => void) | undefined;
}

/** Immediates that are armed at once: one look at the real world for so many steps of this one. */
const STEPS_AT_ONCE = 256;

/**
 * Time that passes only from one event to the next. What waits for nothing real is done before the next event: each
 * event has an immediate of its own, and Node empties the queue of microtasks after every one.
 */
export class VirtualTime {
  #now = START;
  #order = 0;
  readonly #heap: Timer[] = [];

  /** Epoch ms. */
  get now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): Timer {
    this.#order += 1;
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order, act };
    this.#push(timer);
    return timer;
  }

  /** Lets time pass up to `until`, or until `isOver` says so. Rejects with what an event throws. */
  run(until: number, isOver: () => boolean = () => false): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false;
      const end = (done: () => void) => {
        over = true;
        done();
      };
      const step = () => {
        if (over) return;
        try {
          const timer = isOver() ? undefined : this.#next(until);
          if (!timer) return end(resolve);
          const { act } = timer;
          timer.act = undefined;
          act?.();
        } catch (error) {
          end(() => reject(error));
        }
      };
      const batch = () => {
        for (let n = 0; n < STEPS_AT_ONCE; n += 1) setImmediate(step);
        setImmediate(() => {
          if (!over) batch();
        });
      };
      batch();
    });
  }

  /** The next event up to `until`; with none, time is set to `until`. */
  #next(until: number): Timer | undefined {
    for (let first = this.#heap[0]; first && first.at <= until; first = this.#heap[0]) {
      this.#pop();
      if (first.act) {
        this.#now = first.at;
        return first;
      }
    }
    this.#now = Math.max(this.#now, until);
    return undefined;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Timer;
      if (comesFirst(parent, timer)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const other = heap[below + 1];
      if (other && comesFirst(other, heap[below] as Timer)) below += 1;
      const child = heap[below] as Timer;
      if (comesFirst(last, child)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }
}

const comesFirst = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
