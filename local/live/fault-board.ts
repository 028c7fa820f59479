import type { AwsEndpoint } from '../aws/endpoint.ts';
import type { RunningCloud } from '../clouds/cloud.ts';
import type { Fault as CloudFault } from '../clouds/faults.ts';
import type { FaultView } from './snapshot.ts';

/** What can be broken on purpose, and mended again. */
export type Fault =
  | { readonly kind: 'outage'; readonly cloud: string }
  | { readonly kind: 'wrong-secret'; readonly cloud: string }
  | { readonly kind: 'secrets-manager' };

export const KILL_NAME = 'the function was killed';

export const nameOf = (fault: Fault): string => {
  switch (fault.kind) {
    case 'outage':
      return `outage of ${fault.cloud}`;
    case 'wrong-secret':
      return `wrong client secret at ${fault.cloud}`;
    case 'secrets-manager':
      return 'Secrets Manager down';
  }
};

/** Clouds that ask for a client secret when a token is refreshed. */
export const cloudsWithSecrets = (clouds: readonly string[]): string[] =>
  clouds.filter((cloud) => cloud !== 'kii');

/** What happened to the run. `to` is absent for a moment, and while it lasts. Epoch milliseconds. */
export interface FaultRecord {
  readonly name: string;
  readonly from: number;
  to?: number;
}

export interface Breakable {
  readonly clouds: Readonly<Record<string, Pick<RunningCloud, 'faults'>>>;
  readonly aws: Pick<AwsEndpoint, 'faults'>;
  readonly kill: () => void;
  readonly clock?: () => number;
}

const CLOUD_FAULT: Readonly<Record<'outage' | 'wrong-secret', CloudFault>> = {
  outage: { kind: 'status', status: 503, body: '<html>503 Service Unavailable</html>' },
  'wrong-secret': { kind: 'secret-changed' },
};

const RECORDS_KEPT = 100;
/** So long a kill is shown. */
const KILL_SHOWN = 15_000;

/** Breaks and mends, and remembers since when. A fault that one principal or one app has of its own stays as it is. */
export class FaultBoard {
  readonly #subject: Breakable;
  readonly #clock: () => number;
  readonly #active = new Map<string, { fault: Fault; record: FaultRecord }>();
  readonly #records: FaultRecord[] = [];
  #killedAt: number | undefined;

  constructor(subject: Breakable) {
    this.#subject = subject;
    this.#clock = subject.clock ?? Date.now;
  }

  get clouds(): string[] {
    return Object.keys(this.#subject.clouds);
  }

  /** The newest hundred, oldest first. */
  get records(): readonly FaultRecord[] {
    return this.#records;
  }

  isActive(fault: Fault): boolean {
    return this.#active.has(nameOf(fault));
  }

  begin(fault: Fault): void {
    if (this.isActive(fault)) return;
    this.#active.set(nameOf(fault), { fault, record: this.#note(nameOf(fault)) });
    this.#apply(fault);
  }

  end(fault: Fault): void {
    const ended = this.#active.get(nameOf(fault));
    if (!ended) return;
    ended.record.to = this.#clock();
    this.#active.delete(nameOf(fault));
    this.#apply(fault);
  }

  toggle(fault: Fault): void {
    if (this.isActive(fault)) this.end(fault);
    else this.begin(fault);
  }

  endAll(): void {
    for (const { fault } of [...this.#active.values()]) this.end(fault);
  }

  kill(): void {
    this.#killedAt = this.#clock();
    this.#note(KILL_NAME);
    this.#subject.kill();
  }

  views(): FaultView[] {
    const active = [...this.#active.values()].map(({ record }) => ({
      name: record.name,
      since: record.from,
    }));
    const killedAt = this.#killedAt;
    return killedAt !== undefined && this.#clock() - killedAt < KILL_SHOWN
      ? [...active, { name: KILL_NAME, since: killedAt, over: true }]
      : active;
  }

  /** Two faults of one cloud share its one place: an outage hides a wrong secret, which is back when it ends. */
  #apply(changed: Fault): void {
    if (changed.kind === 'secrets-manager') {
      const { faults } = this.#subject.aws;
      if (this.isActive(changed)) faults.set({ service: 'secretsmanager', kind: 'error' });
      else faults.clear('secretsmanager');
      return;
    }
    const faults = this.#subject.clouds[changed.cloud]?.faults;
    faults?.clear({});
    const standing = (['outage', 'wrong-secret'] as const).find((kind) =>
      this.isActive({ kind, cloud: changed.cloud }),
    );
    if (standing) faults?.set(CLOUD_FAULT[standing]);
  }

  #note(name: string): FaultRecord {
    const record: FaultRecord = { name, from: this.#clock() };
    this.#records.push(record);
    if (this.#records.length > RECORDS_KEPT) this.#records.shift();
    return record;
  }
}
