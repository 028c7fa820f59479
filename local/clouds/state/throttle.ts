/** Calls an app may make in any window of this length; refused calls do not count. */
export class Throttle {
  readonly #limit: { readonly calls: number; readonly perMs: number };
  readonly #clock: () => number;
  readonly #admitted = new Map<string, number[]>();

  constructor(limit: { calls: number; perMs: number }, clock: () => number) {
    this.#limit = limit;
    this.#clock = clock;
  }

  admits(app: string): boolean {
    const now = this.#clock();
    const recent = (this.#admitted.get(app) ?? []).filter((at) => at > now - this.#limit.perMs);
    const admitted = recent.length < this.#limit.calls;
    if (admitted) recent.push(now);
    this.#admitted.set(app, recent);
    return admitted;
  }
}
