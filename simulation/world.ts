import { AS_DEPLOYED } from '../lambdas/core/tempo.ts';
import { DAY, HOUR, SECOND } from '../lambdas/core/time.ts';
import type { Chance, Ports } from '../lambdas/flow/ports.ts';
import { Books, type Violation } from './books.ts';
import { Climate } from './climate.ts';
import type { Account } from './clouds/accounts.ts';
import { Clouds } from './clouds/clouds.ts';
import { Consumers } from './consumers.ts';
import { coveredOutage, fleetOf } from './fleet.ts';
import { Invocations } from './invocations.ts';
import { LiveTime } from './live-time.ts';
import { Operators } from './operators.ts';
import type { Plan } from './plan.ts';
import { layPoison } from './poison.ts';
import { AppSecrets, appsOver } from './ports/apps.ts';
import { ControlItems, controlsOver } from './ports/controls.ts';
import { principalsOver } from './ports/principals.ts';
import { sealerOver } from './ports/sealer.ts';
import { Table } from './ports/table.ts';
import { Secrets, vaultOver } from './ports/vault.ts';
import { Process } from './process.ts';
import { Promises } from './promises.ts';
import { Random } from './random.ts';
import { Service } from './service.ts';
import { Internet } from './transport.ts';
import { START, VirtualTime } from './virtual-time.ts';

/** What happened to one principal, in order. */
export type Trace = (at: number, principalId: string, what: string) => void;

/** Everything, made from a plan: the same plan gives the same run. */
export class World {
  readonly plan: Plan;
  readonly time = new VirtualTime();
  readonly table = new Table();
  readonly secrets: Secrets;
  readonly clouds: Clouds;
  readonly live: LiveTime;
  readonly books: Books;
  readonly promises: Promises;
  readonly invocations: Invocations;
  readonly operators: Operators;
  readonly consumers: Consumers;
  readonly climate: Climate;
  violation: Violation | undefined;
  readonly #services: {
    readonly dynamo: Service;
    readonly vault: Service;
    readonly kms: Service;
    readonly bus: Service;
  };
  readonly #appSecrets = new AppSecrets();
  readonly #controls = new ControlItems();
  readonly #internet: Internet;
  readonly #ids: Chance;
  readonly #trace: (principalId: string, what: string) => void;

  constructor(plan: Plan, trace?: Trace) {
    this.plan = plan;
    const { time } = this;
    const now = () => time.now;
    let streams = 0;
    const random = () => {
      streams += 1;
      return new Random(plan.seed, streams);
    };
    this.#trace = trace ? (principalId, what) => trace(time.now, principalId, what) : () => {};
    const violated = (violation: Violation) => {
      this.violation ??= violation;
    };

    this.secrets = new Secrets(now);
    this.clouds = new Clouds(now);
    this.live = new LiveTime(now);
    this.books = new Books(this.clouds, this.live, { trace: this.#trace, violated });
    const troubled = plan.troubledCalls;
    this.#services = {
      dynamo: new Service('DynamoDB', random(), { latency: 6, troubled }),
      vault: new Service('Secrets Manager', random(), { latency: 25, troubled }),
      kms: new Service('KMS', random(), { latency: 6, troubled }),
      bus: new Service('EventBridge', random(), { latency: 10, troubled }),
    };
    this.promises = new Promises({
      now,
      table: this.table,
      secrets: this.secrets,
      clouds: this.clouds,
      books: this.books,
      live: this.live,
      secretsManager: this.#services.vault,
      trace: this.#trace,
      violated,
    });
    this.#internet = new Internet(time, random(), this.clouds, this.books, {
      well: plan.answersLost,
      ill: plan.grantsInOutages,
    });
    const draw = random();
    let ids = 0;
    this.#ids = {
      fraction: () => draw.fraction(),
      id: () => {
        ids += 1;
        return `id-${ids}`;
      },
    };
    const ignored = random();
    this.#controls.leaseIsIgnored = () => ignored.chance(plan.runLeaseIgnored);
    const lag = random();
    this.table.now = now;
    this.table.lag = () => (lag.chance(0.01) ? lag.between(0, 90 * SECOND) : lag.between(0, 50));

    this.invocations = new Invocations(
      time,
      random(),
      plan,
      (process) => this.portsOf(process),
      (process) => this.books.died(process),
    );
    const people = new Process('an operator', time, random(), { skewMs: 0, onDeath: () => {} });
    const parts = {
      time,
      random: random(),
      plan,
      ports: this.portsOf(people),
      beforeChange: (account: Account) => this.clouds.onChange(account),
      trace: this.#trace,
    };
    this.operators = new Operators({ ...parts, appSecrets: this.#appSecrets, controls: this.#controls });
    this.promises.onHalted = (account, row) => this.operators.mend(account, row);
    this.consumers = new Consumers({ ...parts, random: random(), live: this.live });
    this.climate = new Climate(time, random(), plan);
    this.promises.onIssued = () => this.climate.issued();
    this.#populate(random());
  }

  /** @param progress called each simulated day */
  async run(progress: (day: number) => void = () => {}): Promise<void> {
    this.invocations.begin();
    for (let day = 1; day <= this.plan.days && !this.violation; day += 1) {
      await this.time.run(START + day * DAY, () => this.violation !== undefined);
      progress(day);
    }
    if (!this.violation) this.books.close();
  }

  portsOf(process: Process): Ports {
    const { dynamo, vault, kms, bus } = this.#services;
    const call = <T>(effect: () => T) => process.call(dynamo, effect);
    return {
      principals: principalsOver(this.table, call),
      controls: controlsOver(this.#controls, call),
      apps: appsOver(this.#appSecrets, vault, process),
      sealer: sealerOver(kms, process),
      transport: this.#internet.transportOf(process),
      vault: vaultOver(this.secrets, (effect) => process.call(vault, effect)),
      announcer: {
        announce: ({ type, principalId }) =>
          process.call(bus, () => this.promises.announced(type, principalId)),
      },
      meter: { providerLatency: () => {}, publishLatency: () => {}, run: () => {} },
      journal: {
        info: () => {},
        warn: () => {},
        error: (message, facts) => {
          if (message === 'rescue' && !process.isDead) this.#rescued(facts);
        },
      },
      clock: process,
      chance: this.#ids,
    };
  }

  #rescued(facts: Readonly<Record<string, unknown>>): void {
    this.operators.sees(facts, this.promises.rescued(String(facts.sealed)));
  }

  #populate(random: Random): void {
    const { time, plan } = this;
    const fleet = fleetOf(plan.principals);
    const apps = fleet.map(({ app }) => app);
    for (const { app, principals } of fleet) {
      this.clouds.add(app);
      this.#appSecrets.put(
        app.name,
        app.dialect.provider,
        app.dialect.appSecret(app, [...app.secrets], false),
      );
      this.operators.mistake(app);
      for (const principalId of principals) {
        const account = this.clouds.open(principalId, app);
        this.live.begin(account);
        time.after(random.between(0, HOUR), () => {
          void this.operators.enrol(account);
          this.operators.handle(account);
          this.consumers.use(account);
        });
      }
    }
    for (const provider of new Set(apps.map(({ dialect }) => dialect)))
      this.climate.overCloud(apps.filter(({ dialect }) => dialect === provider));
    const covered = Math.min(...apps.map((app) => coveredOutage(app, AS_DEPLOYED)));
    for (const service of Object.values(this.#services)) this.climate.overService(service, covered);
    layPoison(fleet, this.table, this.#controls);
  }
}
