import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Latencies } from './canned/latencies.ts';
import type { Place, Seen } from './canned/serve.ts';
import { type Child, startChild } from './child.ts';
import type { Wish } from './programs/program.ts';
import type { ProgramName, Round } from './programs/run.ts';

const SERVE = new URL('./canned/serve.ts', import.meta.url);
const RUN = new URL('./programs/run.ts', import.meta.url);

/** Canned servers, and programs that run against them one at a time. */
export class Field {
  readonly place: Place;
  readonly servers: Child;
  readonly #folder: string;
  readonly #programs: Child[] = [];

  private constructor(servers: Child, place: Place, folder: string) {
    this.servers = servers;
    this.place = place;
    this.#folder = folder;
    // The SDK trusts what its process trusts; the clouds' authority is in the apps' secrets.
    writeFileSync(this.#caFile, place.ca);
  }

  /** @param due how many principals are due in each round */
  static async open(due: number): Promise<Field> {
    const servers = startChild(SERVE);
    const place = await servers.ask<Place>('where');
    await servers.ask('layOutDue', due);
    return new Field(servers, place, mkdtempSync(join(tmpdir(), 'bench-')));
  }

  get #caFile(): string {
    return join(this.#folder, 'ca.pem');
  }

  /** A process that trusts the servers. */
  startClient(module: URL, execArgv: readonly string[] = []): Child {
    const env = { NODE_EXTRA_CA_CERTS: this.#caFile, POWERTOOLS_SERVICE_NAME: 'refresh-scheduler' };
    const child = startChild(module, { execArgv, env });
    this.#programs.push(child);
    return child;
  }

  /** @param profile a folder for its CPU profile */
  async start(name: ProgramName, sockets: number, profile?: string): Promise<Runner> {
    const profiling =
      profile === undefined
        ? []
        : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`];
    const child = this.startClient(RUN, ['--expose-gc', ...profiling]);
    await child.ask('begin', { name, place: this.place, sockets });
    return {
      round: async (wish, latencies) => {
        await this.servers.ask('becomeDue', latencies);
        return child.ask<Round>('round', wish);
      },
    };
  }

  seen(): Promise<Seen> {
    return this.servers.ask<Seen>('seen');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#programs, this.servers].map((child) => child.end()));
    rmSync(this.#folder, { recursive: true });
  }
}

export interface Runner {
  /** Everything is due again, and is refreshed once. */
  round(wish: Wish, latencies: Latencies): Promise<Round>;
}
