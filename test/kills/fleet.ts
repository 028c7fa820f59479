import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { appSecretName } from '../../lambdas/contract.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import { enrol } from '../../lambdas/flow/enrol.ts';
import type { CloudName } from '../../local/fleet.ts';
import type { World } from '../../local/world.ts';
import type { Ledger } from './ledger.ts';
import type { Printed } from './printed.ts';

export interface Member {
  readonly principalId: string;
  readonly cloud: CloudName;
  readonly app: string;
}

/** So many take turns in being due; none has two principals of one app. */
const GROUPS = 6;

const numbered = (count: number, member: (n: number) => Member): Member[] =>
  Array.from({ length: count }, (_, index) => member(index + 1));

const START: readonly Member[] = [
  ...numbered(12, (n) => ({ principalId: `home-${n}`, cloud: 'dkn', app: n > 6 ? 'dkn-2' : 'dkn' })),
  ...numbered(6, (n) => ({ principalId: `thing-${n}`, cloud: 'kii', app: 'kii' })),
  ...numbered(4, (n) => ({ principalId: `meters-${n}`, cloud: 'huawei', app: `meters-${n}` })),
  ...numbered(4, (n) => ({ principalId: `service-${n}`, cloud: 'oauth2', app: 'oauth2' })),
];

/** Healthy principals, enrolled by the product's own enrolment. */
export class Fleet {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #printed: Printed;
  readonly #apps = new Set<string>();
  #members: Member[] = [];

  constructor(world: World, ledger: Ledger, printed: Printed) {
    this.#world = world;
    this.#ledger = ledger;
    this.#printed = printed;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  /** Takes turns over the whole fleet. */
  group(turn: number): Member[] {
    return this.#members.filter((_, index) => index % GROUPS === turn % GROUPS);
  }

  async enrolAll(): Promise<void> {
    for (const member of START) await this.enrol(member);
    this.#members = [...START];
  }

  /** A person authorized; also again, for a principal that is halted. Due at once. */
  async enrol({ principalId, cloud, app }: Member): Promise<void> {
    const { clouds, ports } = this.#world;
    await this.#register(app, cloud);
    const { refreshToken, accessToken } = clouds[cloud].issueGrant({ principal: principalId, app });
    this.#printed.mustNotShow(refreshToken, accessToken);
    const grant = { kind: 'refresh_token', refreshToken: confidential(refreshToken) } as const;
    const enrolled = await enrol({ principalId, provider: cloud, app, grant }, ports);
    if (!enrolled.enrolled) throw new Error(`${principalId}: ${enrolled.field}: ${enrolled.remedy}`);
    const row = await ports.principals.get(principalId);
    if (row.row !== 'found') throw new Error(`${principalId} was enrolled and is ${row.row}`);
    this.#ledger.open(principalId, row.principal.generation);
  }

  /**
   * Puts a new principal in the place of one whose secret has used up its versions: a day's worth of them passes in
   * minutes here. An app that serves one principal only is renewed with it.
   */
  async renew(member: Member, generation: number): Promise<Member> {
    const { principals, clock } = this.#world.ports;
    const removed = await principals.remove(member.principalId, generation, clock.now());
    if (removed.write !== 'done') throw new Error(`${member.principalId} could not be removed`);
    const principalId = `${member.principalId}+`;
    const app = member.cloud === 'huawei' ? principalId : member.app;
    const renewed = { ...member, principalId, app };
    await this.enrol(renewed);
    this.#members = this.#members.map((one) => (one === member ? renewed : one));
    return renewed;
  }

  async #register(app: string, cloud: CloudName): Promise<void> {
    if (this.#apps.has(app)) return;
    this.#apps.add(app);
    const { clouds, clients, secretPrefix } = this.#world;
    const simulated = clouds[cloud];
    const secret = app === simulated.provider ? simulated.app : await simulated.registerApp(app);
    for (const [field, value] of Object.entries(secret))
      if (/secret|key/.test(field)) this.#printed.mustNotShow(value);
    await clients.secrets.send(
      new CreateSecretCommand({
        Name: appSecretName(secretPrefix, app),
        SecretString: JSON.stringify(secret),
      }),
    );
  }
}
