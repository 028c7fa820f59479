import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { EVENT_FROM_CONSUMER, OUTPUT, tokenSecretName } from '../../../lambdas/contract.ts';
import type { Invocation } from '../../../local/functions/function.ts';
import type { PublishedSecret } from '../../flow/bed.ts';
import { type Clouds, type Provider, startClouds } from './clouds.ts';
import type { Deployment, FunctionOutput, Rejection, Target } from './deployment.ts';
import { type FrontControl, frontAt } from './front-control.ts';
import { PassingTime } from './passing-time.ts';
import { until } from './until.ts';

export type Answer = Readonly<Record<string, unknown>>;

/** A fleet as its operators and consumers see it: functions to invoke, secrets to read, a bus to tell. */
export class Fleet {
  readonly clouds: Clouds;
  readonly front: FrontControl;
  readonly time: PassingTime;
  readonly #deployment: Deployment;

  constructor(clouds: Clouds, deployment: Deployment) {
    this.clouds = clouds;
    this.#deployment = deployment;
    this.front = frontAt(deployment.front);
    this.time = new PassingTime(deployment);
  }

  /** Asks the function for operators. @throws where the function itself fails */
  async operate(request: Readonly<Record<string, unknown>>): Promise<Answer> {
    return returned(await this.#deployment.invoke(OUTPUT.operateFunction, request));
  }

  show(principal_id: string): Promise<Answer> {
    return this.operate({ operation: 'show', principal_id });
  }

  /** A person authorized at this cloud, and the grant goes in. */
  async enrol(provider: Provider, principal_id: string): Promise<Answer> {
    const { refreshToken } = this.clouds[provider].issueGrant({ principal: principal_id });
    const grant = { kind: 'refresh_token', refresh_token: refreshToken };
    return this.operate({ operation: 'enrol', principal_id, provider, app: provider, grant });
  }

  /** Enrolled, and its first token published. */
  async enrolled(provider: Provider, principalId: string): Promise<PublishedSecret> {
    await this.enrol(provider, principalId);
    await this.tick();
    const secret = await this.secret(provider, principalId);
    if (!secret) throw new Error(`${principalId} has no token after a tick`);
    return secret;
  }

  /** A run, now; one of the schedule's that is under way is let end first. */
  async tick(): Promise<void> {
    await until(async () => (returned(await this.invoke(OUTPUT.refreshFunction)) as { ran: boolean }).ran);
  }

  invoke(output: FunctionOutput, event: unknown = {}): Promise<Invocation> {
    return this.#deployment.invoke(output, event);
  }

  async census(event: unknown = {}): Promise<Answer> {
    return returned(await this.invoke(OUTPUT.censusFunction, event));
  }

  killTicks(): Promise<void> {
    return this.#deployment.kill(OUTPUT.refreshFunction);
  }

  startSchedules(): void {
    this.#deployment.startSchedules();
  }

  /** What a consumer reads; `undefined` where it can read nothing. */
  async secret(provider: Provider, principalId: string): Promise<PublishedSecret | undefined> {
    try {
      const { SecretString = '' } = await this.#deployment.clients.secrets.send(
        new GetSecretValueCommand({ SecretId: this.secretName(provider, principalId) }),
      );
      return JSON.parse(SecretString);
    } catch {
      return undefined;
    }
  }

  secretName(provider: Provider, principalId: string): string {
    return tokenSecretName(this.#deployment.outputs[OUTPUT.secretPrefix] ?? '', provider, principalId);
  }

  /** Does the token that consumers read open the cloud's resources? */
  async serves(provider: Provider, principalId: string): Promise<boolean> {
    const secret = await this.secret(provider, principalId);
    return secret !== undefined && this.clouds[provider].isLive(secret.access_token);
  }

  get secrets() {
    return this.#deployment.clients.secrets;
  }

  /** A consumer tells that its provider refused this token. */
  async reject(rejection: Rejection): Promise<void> {
    const { clients, outputs, queueRejection } = this.#deployment;
    if (queueRejection) return queueRejection(rejection);
    const { FailedEntryCount } = await clients.events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: outputs[OUTPUT.eventBus],
            Source: EVENT_FROM_CONSUMER.source,
            DetailType: EVENT_FROM_CONSUMER.tokenRejected,
            Detail: JSON.stringify(rejection),
          },
        ],
      }),
    );
    if (FailedEntryCount) throw new Error('the bus refused the event');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#deployment[Symbol.asyncDispose]();
    for (const cloud of Object.values(this.clouds)) await cloud.close();
  }
}

/** @throws where the function failed */
const returned = (invocation: Invocation): Answer => {
  if (!invocation.ok) throw new Error(`${invocation.errorType}: ${invocation.errorMessage}`);
  return invocation.payload as Answer;
};

/** Everything fresh but the stack; each cloud's app is registered by the stack's own function. */
export const openFleet = async (target: Target): Promise<Fleet> => {
  const fleet = new Fleet(await startClouds(), await target.open());
  for (const { provider, app } of Object.values(fleet.clouds)) {
    const { ok } = await fleet.operate({ operation: 'registerApp', app: provider, secret: app });
    if (ok !== true) throw new Error(`the app ${provider} was not registered`);
  }
  return fleet;
};
