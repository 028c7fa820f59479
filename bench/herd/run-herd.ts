import { TICK_EVERY_SECONDS, TICK_TIMEOUT_SECONDS } from '../../lambdas/contract.ts';
import { freshBudget } from '../../lambdas/core/budget.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { margin } from '../../lambdas/core/schedule.ts';
import { grantDigest, sealedText } from '../../lambdas/core/sealed.ts';
import { secretView } from '../../lambdas/core/secret.ts';
import { GOOD_STANDING } from '../../lambdas/core/standing.ts';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { HOUR, SECOND } from '../../lambdas/core/time.ts';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { tick } from '../../lambdas/flow/tick.ts';
import { accessToken, refreshToken } from '../../simulation/clouds/accounts.ts';
import type { CloudApp } from '../../simulation/clouds/cloud-app.ts';
import { Clouds } from '../../simulation/clouds/clouds.ts';
import { AppSecrets, appsOver } from '../../simulation/ports/apps.ts';
import { ControlItems, controlsOver } from '../../simulation/ports/controls.ts';
import { principalsOver } from '../../simulation/ports/principals.ts';
import type { Row } from '../../simulation/ports/row-writes.ts';
import { sealerOver } from '../../simulation/ports/sealer.ts';
import { Table } from '../../simulation/ports/table.ts';
import { Secrets, vaultOver } from '../../simulation/ports/vault.ts';
import { Process } from '../../simulation/process.ts';
import { Random } from '../../simulation/random.ts';
import { Service } from '../../simulation/service.ts';
import { START, VirtualTime } from '../../simulation/virtual-time.ts';
import { cloudApp, HERDERS, LIFETIME } from './herders.ts';
import { throttlingTransport } from './throttling-transport.ts';

/** As deployed. */
const CONCURRENCY = 24;
export const PUBLISH_RATE = 35;

/** What the schedule leaves to a token of two hours: half an hour. */
export const MARGIN = margin(LIFETIME, AS_DEPLOYED);
/** All are enrolled and published long before. */
const DUE_AT = START + HOUR;
const GENERATION = Math.floor(START / SECOND);
/** Secrets Manager allows fifty. */
const ENROLLED_A_SECOND = 40;
/** A herd that is not through by then is lost. */
const LONGEST = 2 * HOUR;

/** When one principal's new token could be read, and how long the old one had still to live then: ms. */
export interface Publication {
  readonly after: number;
  readonly left: number;
}

export interface HerdFigures {
  readonly principals: number;
  readonly ticks: number;
  readonly apps: readonly {
    readonly name: string;
    readonly provider: string;
    readonly publications: readonly Publication[];
  }[];
}

/** Everybody is due in the same minute, in virtual time: the real flow over the simulation's stores and clouds, and nothing goes wrong but the throttle. */
export const runHerd = async (size: number, tell: (published: number) => void): Promise<HerdFigures> => {
  const time = new VirtualTime();
  const now = () => time.now;
  const random = new Random(1);
  const process = new Process('ticks', time, random, { skewMs: 0, onDeath: () => {} });
  const service = (name: string, latency: number) => new Service(name, random, { latency, troubled: 0 });
  const dynamo = service('DynamoDB', 6);
  const secretsManager = service('Secrets Manager', 25);
  const kms = service('KMS', 6);
  const toTable = <T>(effect: () => T) => process.call(dynamo, effect);

  const clouds = new Clouds(now);
  const table = new Table();
  const secrets = new Secrets(now);
  const appSecrets = new AppSecrets();
  const controls = new ControlItems();
  const throttles = new Map<CloudApp, number>();
  const sealer = sealerOver(kms, process);
  const vault = vaultOver(secrets, (effect) => process.call(secretsManager, effect));
  const ports: Ports = {
    principals: principalsOver(table, toTable),
    controls: controlsOver(controls, toTable),
    apps: appsOver(appSecrets, secretsManager, process),
    sealer,
    transport: throttlingTransport(clouds, throttles, { time, random }),
    vault,
    announcer: { announce: async () => {} },
    meter: { rescued() {}, providerLatency() {}, publishLatency() {}, run() {} },
    journal: { info() {}, warn() {}, error() {} },
    clock: process,
    chance: { fraction: () => random.fraction(), id: ids() },
  };

  const publicationsOf = new Map<string, Publication[]>();
  const enrol = async (principalId: string, app: CloudApp, publications: Publication[]) => {
    const account = clouds.open(principalId, app);
    const issuedAt = DUE_AT + MARGIN - LIFETIME;
    const pair = account.begin(issuedAt);
    const { provider } = app.dialect;
    const grant = {
      kind: 'refresh_token',
      refreshToken: confidential(refreshToken(account, pair)),
    } as const;
    const access = { token: confidential(accessToken(account, pair)), tokenType: 'Bearer' };
    const seal = await sealer.prepare();
    const secretName = vault.nameFor(provider, principalId);
    const row: Row = {
      principalId,
      provider,
      app: app.name,
      state: 'active',
      dueQueue: app.name,
      refreshAt: DUE_AT,
      issuedAt,
      expiresAt: pair.accessEndsAt,
      lastRefreshedAt: issuedAt,
      sealed: await seal(sealedText({ principalId, provider, app: app.name, grant, access })),
      grantDigest: grantDigest(principalId, grant),
      generation: GENERATION,
      keptBy: 'enrolment',
      publishedGeneration: GENERATION,
      publishBudget: freshBudget(issuedAt),
      failures: 0,
      secretName,
    };
    const { version, text } = secretView(row as Principal, access);
    table.put('create', principalId, { ...row, publishedVersion: version });
    secrets.create(secretName, version, text.reveal());
    publicationsOf.set(secretName, publications);
  };

  const apps = HERDERS.map((herder) => ({ ...herder, publications: [] as Publication[] }));
  let enrolled = 0;
  for (const { name, dialect, share, callsAMinute, publications } of apps) {
    const app = cloudApp(name, dialect);
    clouds.add(app);
    if (callsAMinute !== undefined) throttles.set(app, callsAMinute);
    controls.apps.set(name, { app: name, provider: dialect.provider, standing: GOOD_STANDING });
    appSecrets.put(name, dialect.provider, dialect.appSecret(app, [...app.secrets], false));
    for (let n = 0; n < Math.round(size * share); n += 1) {
      enrolled += 1;
      time.after(
        (enrolled * SECOND) / ENROLLED_A_SECOND,
        () => void enrol(`${name}-${n}`, app, publications),
      );
    }
  }
  await time.run(DUE_AT);

  let published = 0;
  secrets.onCurrent = (name) => {
    published += 1;
    publicationsOf.get(name)?.push({ after: time.now - DUE_AT, left: DUE_AT + MARGIN - time.now });
  };
  let ticks = 0;
  const fire = () => {
    ticks += 1;
    time.after(TICK_EVERY_SECONDS * SECOND, fire);
    const deadline = time.now + TICK_TIMEOUT_SECONDS * SECOND;
    void tick(ports, { deadline, concurrency: CONCURRENCY, publishRate: PUBLISH_RATE }).then(() =>
      tell(published),
    );
  };
  fire();
  await time.run(DUE_AT + LONGEST, () => published >= enrolled);
  if (published < enrolled) throw new Error(`${published} of ${enrolled} were published in two hours`);
  return {
    principals: enrolled,
    ticks,
    apps: apps.map(({ name, dialect, publications }) => ({
      name,
      provider: dialect.provider,
      publications,
    })),
  };
};

const ids = () => {
  let made = 0;
  return () => {
    made += 1;
    return `id-${made}`;
  };
};
