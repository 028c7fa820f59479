import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Clients } from '../../lambdas/adapters/clients.ts';
import { connect } from '../../lambdas/adapters/connect.ts';
import type { FleetSettings } from '../../lambdas/adapters/fleet-settings.ts';
import { appSecretName, tokenSecretName } from '../../lambdas/contract.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { enrol } from '../../lambdas/flow/enrol.ts';
import type { Enrolled, Enrolment } from '../../lambdas/flow/enrolment.ts';
import type { ExchangeSettings } from '../../lambdas/flow/exchange-run.ts';
import { LIMITS as AS_DEPLOYED, type Limits } from '../../lambdas/flow/limits.ts';
import type { Ports } from '../../lambdas/flow/ports.ts';
import type { PendingKeeps } from '../../lambdas/flow/rescued.ts';
import { type TickReport, tick } from '../../lambdas/flow/tick.ts';
import { type AwsEndpoint, startAws } from '../../local/aws/endpoint.ts';
import { type Authority, createAuthority } from '../../local/clouds/authority.ts';
import type { RunningCloud } from '../../local/clouds/cloud.ts';
import { type DknCloud, startDkn } from '../../local/clouds/dkn.ts';
import { type HuaweiCloud, startHuawei } from '../../local/clouds/huawei.ts';
import { type KiiCloud, startKii } from '../../local/clouds/kii.ts';
import { type Oauth2Cloud, startOauth2 } from '../../local/clouds/oauth2.ts';
import { type Addresses, clientsAt, createResources } from './aws-resources.ts';
import { TestChance } from './chance.ts';
import { TestClock } from './clock.ts';
import { Recorder } from './recorder.ts';

export const START = Date.UTC(2026, 0, 15, 12);
const SECOND = 1_000;

/** Limits as deployed, save that nothing hangs for long: how long a provider may take is real time. */
const LIMITS: Limits = { ...AS_DEPLOYED, connect: 500, provider: 1_500 };

export interface Clouds {
  readonly dkn: DknCloud;
  readonly huawei: HuaweiCloud;
  readonly kii: KiiCloud;
  readonly oauth2: Oauth2Cloud;
}

export interface PublishedSecret {
  readonly access_token: string;
  readonly generation: number;
  readonly expires_at: number;
  readonly principal_id: string;
}

/** The real flow and adapters, on AWS emulators and the simulated clouds, under a clock that tests move. */
export class Bed {
  readonly clock: TestClock;
  readonly recorder = new Recorder();
  readonly aws: AwsEndpoint;
  readonly clouds: Clouds;
  readonly ports: ReturnType<typeof connect>;
  readonly clients: Clients;
  /** What everything is called on AWS. */
  readonly settings: FleetSettings;

  constructor(clock: TestClock, aws: AwsEndpoint, clouds: Clouds, clients: Clients, settings: FleetSettings) {
    this.clock = clock;
    this.aws = aws;
    this.clouds = clouds;
    this.clients = clients;
    this.settings = settings;
    const chance = new TestChance();
    this.ports = connect(settings, clients, { journal: this.recorder, meter: this.recorder, clock, chance });
  }

  /** Stores an app's credentials, or changes them. */
  async putApp(app: string, secret: object): Promise<void> {
    const Name = appSecretName(this.settings.secretPrefix, app);
    const SecretString = JSON.stringify(secret);
    try {
      await this.clients.secrets.send(new CreateSecretCommand({ Name, SecretString }));
    } catch {
      await this.clients.secrets.send(new PutSecretValueCommand({ SecretId: Name, SecretString }));
    }
  }

  /** A person authorized at this cloud, and the grant was enrolled. @default the cloud's first app */
  async enrol(provider: keyof Clouds, principalId: string, app: string = provider): Promise<void> {
    const { refreshToken } = this.clouds[provider].issueGrant({ principal: principalId, app });
    const grant = { kind: 'refresh_token', refreshToken: confidential(refreshToken) } as const;
    const enrolled = await enrol({ principalId, provider, app, grant }, this.ports);
    if (!enrolled.enrolled) throw new Error(`${enrolled.field}: ${enrolled.remedy}`);
  }

  /** An enrolment as an operator asks for it, with a call's 50 s; with other ports where a test says so. */
  enrolNow(
    enrolment: Enrolment,
    ports: Ports = this.ports,
    settings: Partial<ExchangeSettings> = {},
  ): Promise<Enrolled> {
    const deadline = this.clock.now() + 50 * SECOND;
    return enrol(enrolment, ports, { deadline, limits: LIMITS, ...settings });
  }

  /** One run of 50 s, with other ports where a test says so. */
  tick(ports: Ports = this.ports, settings: { pendingKeeps?: PendingKeeps } = {}): Promise<TickReport> {
    const deadline = this.clock.now() + 50 * SECOND;
    return tick(ports, { deadline, concurrency: 16, publishRate: 10_000, limits: LIMITS, ...settings });
  }

  async row(principalId: string): Promise<Principal> {
    const reading = await this.ports.principals.get(principalId);
    if (reading.row !== 'found') throw new Error(`${principalId} is ${reading.row}`);
    return reading.principal;
  }

  /** What a consumer reads; `undefined` where there is no secret. */
  async secret(provider: string, principalId: string): Promise<PublishedSecret | undefined> {
    try {
      const { SecretString } = await this.clients.secrets.send(
        new GetSecretValueCommand({
          SecretId: tokenSecretName(this.settings.secretPrefix, provider, principalId),
        }),
      );
      return JSON.parse(SecretString ?? '');
    } catch {
      return undefined;
    }
  }

  /** As a census does where a secret does not show its row: the next tick publishes it, and asks nobody. */
  async publishAgain(principalId: string): Promise<void> {
    const { generation, publishedVersion = '' } = await this.row(principalId);
    const { principals } = this.ports;
    await principals.unpublish(principalId, { generation, publishedVersion }, this.clock.now());
    await this.tick();
  }

  /** Puts a version into a secret behind the scheduler's back. */
  async putSecret(SecretId: string, ClientRequestToken: string, value: object): Promise<void> {
    const SecretString = JSON.stringify(value);
    await this.clients.secrets.send(
      new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString }),
    );
  }

  /** Does the token that consumers read open the cloud's resources? */
  async serves(provider: keyof Clouds, principalId: string): Promise<boolean> {
    const secret = await this.secret(provider, principalId);
    return secret !== undefined && this.clouds[provider].isLive(secret.access_token);
  }

  /** Types and principals (or apps) of what was announced, oldest first. */
  announced(): string[] {
    return this.aws.events().map((event) => {
      const detail = event.detail as { principalId?: string; app: string };
      return `${event.detailType}: ${detail.principalId ?? detail.app}`;
    });
  }

  async close(): Promise<void> {
    for (const client of Object.values(this.clients)) client.destroy();
    const clouds: readonly RunningCloud[] = Object.values(this.clouds);
    await Promise.all([this.aws.close(), ...clouds.map((cloud) => cloud.close())]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

let authority: Promise<Authority> | undefined;

/** Signs the certificates of all clouds, and of the apps that need one. Of today, whatever a bed's clock says. */
export const cloudsAuthority = (): Promise<Authority> => {
  authority ??= createAuthority('Test clouds');
  return authority;
};

export interface BedOptions {
  readonly lifetimeSeconds?: number;
  readonly revokeFamilyOnReuse?: boolean;
  /** How Huawei turns away whoever has no certificate that it trusts. @default 'handshake' */
  readonly withoutCertificate?: 'handshake' | 'page';
  /** Emulators that others may share: names there are this bed's own. @default ours, with plain names */
  readonly addresses?: Addresses;
}

/** Everything fresh: tables, key, bus, clouds with one registered app each. */
export const openBed = async (options: BedOptions = {}): Promise<Bed> => {
  const clock = new TestClock(START);
  const now = () => clock.now();
  const aws = await startAws({ clock: now });
  const cloud = {
    authority: await cloudsAuthority(),
    clock: now,
    random: 7,
    lifetimeSeconds: options.lifetimeSeconds ?? 3_600,
  };
  const [dkn, huawei, kii, oauth2] = await Promise.all([
    startDkn(cloud),
    startHuawei({ ...cloud, withoutCertificate: options.withoutCertificate ?? 'handshake' }),
    startKii(cloud),
    startOauth2({ ...cloud, revokeFamilyOnReuse: options.revokeFamilyOnReuse ?? false }),
  ]);
  const clients = clientsAt(aws, options.addresses ?? {});
  const settings = await createResources(clients, options.addresses ? `-${randomUUID()}` : '');
  const bed = new Bed(clock, aws, { dkn, huawei, kii, oauth2 }, clients, settings);
  for (const started of Object.values(bed.clouds)) await bed.putApp(started.provider, started.app);
  return bed;
};
