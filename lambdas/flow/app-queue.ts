import type { Queue } from '../core/rotation.ts';
import { admission } from '../core/standing.ts';
import type { AppRun } from './app-run.ts';
import type { DuePage, Principals } from './ports.ts';

type Due = DuePage['due'][number];

/** The due rows of one app, read from the index a page at a time, oldest first. */
export class AppQueue {
  readonly app: AppRun;
  readonly #principals: Principals;
  readonly #dueAt: number;
  #page: Due[] = [];
  #next: unknown;
  #readToEnd = false;
  #first: readonly Due[] = [];
  readonly #unfit = new Set<string>();
  inFlight = 0;

  constructor(app: AppRun, principals: Principals, dueAt: number) {
    this.app = app;
    this.#principals = principals;
    this.#dueAt = dueAt;
  }

  /** When the oldest row that can be worked on became due, epoch ms; of the first page, which is oldest first. */
  get oldest(): number | undefined {
    return this.#first.find(({ principalId }) => !this.#unfit.has(principalId))?.refreshAt;
  }

  /** Its rows wait for a cloud or a person, which is told of the app: no tick is behind for it. */
  isHeldBack(now: number): boolean {
    return admission(this.app.standing, now).admits !== 'all';
  }

  /** A row that nobody can work on makes no app late. */
  passOver(principalId: string): void {
    this.#unfit.add(principalId);
  }

  view(now: number): Queue {
    return {
      app: this.app.name,
      provider: this.app.provider,
      waiting: this.#page.length > 0 || !this.#readToEnd,
      inFlight: this.inFlight,
      limit: this.app.protocol.concurrency,
      nextStartAt: this.app.nextStartAt,
      admission: admission(this.app.standing, now),
    };
  }

  async fill(): Promise<void> {
    if (this.#page.length > 0 || this.#readToEnd) return;
    const page = await this.#principals.due(this.app.name, this.#dueAt, this.#next);
    this.#page = [...page.due];
    this.#next = page.next;
    this.#readToEnd = page.next === undefined;
    if (this.#first.length === 0) this.#first = page.due;
  }

  /** The oldest; a probe takes a different row than the last one did, where there is another. */
  take(probe: boolean): Due | undefined {
    const { lastProbe } = this.app.standing;
    const other = probe ? this.#page.findIndex(({ principalId }) => principalId !== lastProbe) : 0;
    const [due] = this.#page.splice(Math.max(other, 0), 1);
    if (due && probe) this.app.probes(due.principalId);
    return due;
  }

  /** Nothing more is taken from this queue in this run. */
  close(): void {
    this.#page = [];
    this.#readToEnd = true;
  }
}
