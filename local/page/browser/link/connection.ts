/** How it stands between the page and the fleet. Epoch milliseconds. */
export type Connection =
  | { readonly is: 'connecting' }
  | { readonly is: 'live'; readonly at: number }
  | { readonly is: 'lost'; readonly since: number }
  | { readonly is: 'paused' };

export interface ConnectionOptions {
  /** Gets all that is new. @throws where it cannot be had */
  readonly look: (signal: AbortSignal) => Promise<void>;
  readonly onChange: (connection: Connection) => void;
  readonly everyMs: number;
  /** A look that takes longer has failed. */
  readonly limitMs: number;
  readonly clock?: () => number;
}

/** Looks again and again, never twice at once, and says when it cannot. */
export class Watcher {
  readonly #options: ConnectionOptions;
  readonly #clock: () => number;
  #state: Connection = { is: 'connecting' };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPaused = false;
  #isLooking = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
  }

  /** Nobody sees it: then nothing is asked. */
  pause(): void {
    this.#isPaused = true;
    clearTimeout(this.#timer);
    this.#become({ is: 'paused' });
  }

  /** Looks at once, and goes on. */
  resume(): void {
    this.#isPaused = false;
    clearTimeout(this.#timer);
    void this.#look();
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { look, limitMs, everyMs } = this.#options;
    const begun = this.#clock();
    try {
      await look(AbortSignal.timeout(limitMs));
      if (!this.#isPaused) this.#become({ is: 'live', at: this.#clock() });
    } catch {
      if (!this.#isPaused && this.#state.is !== 'lost') this.#become({ is: 'lost', since: this.#clock() });
    } finally {
      this.#isLooking = false;
    }
    const wait = Math.max(0, begun + everyMs - this.#clock());
    if (!this.#isPaused) this.#timer = setTimeout(() => void this.#look(), wait);
  }

  #become(state: Connection): void {
    this.#state = state;
    this.#options.onChange(state);
  }
}
