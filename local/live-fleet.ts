import { OUTPUT } from '../lambdas/contract.ts';
import type { RunningCloud } from './clouds/cloud.ts';
import type { Deployment } from './deployment.ts';
import { claimedIn, type FleetRow, readFleet, viewOf } from './fleet-rows.ts';
import { FaultBoard } from './live/fault-board.ts';
import { pause } from './live/repeat.ts';
import type { RunsHeard } from './live/runs-heard.ts';
import type { Snapshot } from './live/snapshot.ts';
import { type Verdict, verdictOn } from './live/verdict.ts';
import { NOTHING_SEEN, noteKill, type WatchState, watch } from './live/watch.ts';
import { functionAt } from './operate.ts';
import { PublishedTokens } from './published-tokens.ts';

export interface LiveFleetOptions {
  readonly deployment: Deployment;
  /** The simulated ones, by provider; none where the clouds are real. */
  readonly clouds: Readonly<Record<string, RunningCloud>>;
  /** Who should hold a token from the first round on. */
  readonly expected: readonly string[];
  /** Who is in trouble by design. */
  readonly troubled: readonly string[];
  /** A line for each app and principal that was not taken. */
  readonly refusals: readonly string[];
  readonly title: string;
  readonly tickMs: number;
  readonly heard: RunsHeard;
}

/** So long, in ms, a write that was on its way when the function was killed may still take to land. */
const LAST_WRITES = 100;

/** A fleet while it runs: looks at it, breaks it, and knows what it has come to. Holds nothing that grows with time. */
export class LiveFleet {
  readonly board: FaultBoard;
  readonly startedAt = Date.now();
  /** What a person should know now. */
  notice: string | undefined;
  #trouble: string | undefined;
  readonly #options: LiveFleetOptions;
  readonly #tokens: PublishedTokens;
  readonly #troubled: Set<string>;
  #rows: readonly FleetRow[] = [];
  #watch: WatchState = NOTHING_SEEN;
  #noting: Promise<void> = Promise.resolve();

  constructor(options: LiveFleetOptions) {
    const { deployment, clouds, troubled } = options;
    const refresh = functionAt(deployment.stack, OUTPUT.refreshFunction);
    this.#options = options;
    this.#troubled = new Set(troubled);
    this.#tokens = new PublishedTokens(deployment.clients.secrets, clouds);
    this.board = new FaultBoard({
      clouds,
      aws: deployment.aws,
      kill: () => {
        refresh.kill();
        this.#noting = this.#noteCaught();
      },
    });
  }

  get rows(): readonly FleetRow[] {
    return this.#rows;
  }

  /** Principals that should hold a token now, of one cloud or of all. */
  healthy(cloud?: string): string[] {
    return this.#rows
      .filter(
        ({ principalId, principal }) => !this.#troubled.has(principalId) && principal?.state === 'active',
      )
      .filter(({ principal }) => cloud === undefined || principal?.provider === cloud)
      .map(({ principalId }) => principalId);
  }

  /** To be called before the first round: who was halted by an earlier run is not this one's business. */
  async begin(): Promise<readonly string[]> {
    this.#rows = await readFleet(this.#options.deployment);
    const halted = this.#rows
      .filter(
        ({ principalId, principal }) => principal?.state === 'halted' && !this.#troubled.has(principalId),
      )
      .map(({ principalId }) => principalId);
    for (const id of halted) this.#troubled.add(id);
    return halted;
  }

  /** Reads the table, then every published token; what keeps it from that is shown. Not to be called twice at once. */
  async look(): Promise<void> {
    try {
      await this.#look();
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = `the fleet cannot be looked at: ${(error as Error).name}`;
    }
  }

  async #look(): Promise<void> {
    await this.#noting;
    const rows = await readFleet(this.#options.deployment);
    this.#rows = rows;
    const watched = rows.filter(({ principalId }) => !this.#troubled.has(principalId));
    const sights = await this.#tokens.look(watched);
    await this.#noting;
    this.#watch = watch(this.#watch, sights, {
      at: Date.now(),
      vaultIsDown: this.board.isActive({ kind: 'secrets-manager' }),
    });
  }

  snapshot(endsAt?: number): Snapshot {
    const { heard, title, tickMs, deployment } = this.#options;
    const at = Date.now();
    const notice = this.#trouble ?? this.notice;
    return {
      at,
      startedAt: this.startedAt,
      ...(endsAt !== undefined && { endsAt }),
      title,
      endpoint: deployment.aws.url,
      principals: this.#rows.map(viewOf),
      patienceMs: 2 * tickMs,
      figures: heard.figures(at, this.#usedTwice()),
      faults: this.board.views(),
      broken: this.board.records,
      ...(notice !== undefined && { notice }),
    };
  }

  verdict(): Verdict {
    return verdictOn({
      state: this.#watch,
      startedAt: this.startedAt,
      endedAt: Date.now(),
      expected: this.#options.expected.filter((id) => !this.#troubled.has(id)),
      refusals: this.#options.refusals,
      usedTwice: this.#usedTwice(),
    });
  }

  #usedTwice(): number | undefined {
    const clouds = Object.values(this.#options.clouds);
    return clouds.length === 0 ? undefined : clouds.reduce((sum, { counts }) => sum + counts.reused, 0);
  }

  /** Which rows the killed run had claimed: no other run can have begun so soon. */
  async #noteCaught(): Promise<void> {
    await pause(LAST_WRITES, new AbortController().signal);
    const rows = await readFleet(this.#options.deployment).catch(() => []);
    this.#watch = noteKill(this.#watch, claimedIn(rows));
  }
}
