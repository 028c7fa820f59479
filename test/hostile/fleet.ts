import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { confidential } from '../../lambdas/core/confidential.ts';
import { enrol } from '../../lambdas/flow/enrol.ts';
import { LIMITS as AS_DEPLOYED, type Limits } from '../../lambdas/flow/limits.ts';
import { tick } from '../../lambdas/flow/tick.ts';
import { type Bed, openBed } from '../flow/bed.ts';
import { fares, type Judged } from './judged.ts';

/** For one request, ms: more than any answer on loopback needs, also while the machine is busy. */
const PATIENCE = 2_000;

/** The real flow with the real transport, for principals whose providers are hostile. */
export class HostileFleet {
  readonly bed: Bed;
  #apps = 0;

  constructor(bed: Bed) {
    this.bed = bed;
  }

  static async open(): Promise<HostileFleet> {
    return new HostileFleet(await openBed());
  }

  /** An app of an OAuth 2.0 server with its token endpoint there; answers the app's name. */
  putApp(token_url: string, secret: object = {}): Promise<string> {
    return this.#put({ ...this.bed.clouds.oauth2.app, token_url, ...secret });
  }

  changeApp(app: string, secret: object): Promise<void> {
    return this.bed.putApp(app, { ...this.bed.clouds.oauth2.app, ...secret });
  }

  /** An app that shows a client certificate. */
  putHuaweiApp(tokenUrl: string, secret: object = {}): Promise<string> {
    return this.#put({ ...this.bed.clouds.huawei.app, base_url: new URL(tokenUrl).origin, ...secret });
  }

  async #put(secret: object): Promise<string> {
    this.#apps += 1;
    const app = `app-${this.#apps}`;
    await this.bed.putApp(app, secret);
    return app;
  }

  async enrol(
    app: string,
    principalId = `principal-of-${app}`,
    provider: 'oauth2' | 'huawei' = 'oauth2',
  ): Promise<string> {
    const grant = { kind: 'refresh_token', refreshToken: confidential('the-grant') } as const;
    const enrolled = await enrol({ principalId, provider, app, grant }, this.bed.ports);
    if (!enrolled.enrolled) throw new Error(`${enrolled.field}: ${enrolled.remedy}`);
    await this.bed.ports.principals.pause(principalId);
    return principalId;
  }

  /** One tick, in which only this principal is due: between ticks all are paused. @param patience for one request, ms */
  async judge(principalId: string, patience = PATIENCE): Promise<Judged> {
    const { bed } = this;
    const { principals } = bed.ports;
    const before = await bed.row(principalId);
    await principals.resume(principalId, bed.clock.now());
    // Rows keep whole seconds.
    bed.clock.advance(1_000);
    const requests = this.#requests();
    const deadline = bed.clock.now() + 50_000;
    const limits: Limits = { ...AS_DEPLOYED, connect: patience, provider: patience };
    const settings = { deadline, concurrency: 16, publishRate: 10_000, limits };
    const { tally } = await tick(bed.ports, settings).finally(requests.end);
    const row = await bed.row(principalId);
    await principals.pause(principalId);
    const { apps } = await bed.ports.controls.list();
    const standing = apps.find(({ app }) => app === row.app)?.standing;
    const kinds = ['refreshed', 'deferred', 'refused', 'misconfigured'] as const;
    const kind = kinds.find((one) => tally.of(one) === 1);
    const group = tally.groups().find(({ app }) => app === row.app);
    if (!kind || !standing) throw new Error('the principal was not due');
    return {
      kind,
      ...(group && { code: group.code }),
      ...(group?.verdict && { verdict: group.verdict }),
      grant: row.generation > before.generation ? 'renewed' : row.presented ? 'in doubt' : 'unspent',
      state: row.state,
      failures: row.failures,
      app: fares(standing),
      sent: requests.sent(),
    };
  }

  /** What this server does to a principal of its own, of an app of its own. */
  async attack({ url }: { readonly url: string }, patience = PATIENCE): Promise<Judged> {
    return this.judge(await this.enrol(await this.putApp(url)), patience);
  }

  /** The same where a client certificate is shown. */
  async attackHuawei({ url }: { readonly url: string }, secret: object = {}): Promise<Judged> {
    const app = await this.putHuaweiApp(url, secret);
    return this.judge(await this.enrol(app, `principal-of-${app}`, 'huawei'));
  }

  /** What its consumers read; undefined while nothing was published. */
  async token(principalId: string): Promise<string | undefined> {
    return (await this.bed.secret('oauth2', principalId))?.access_token;
  }

  /** Notes each request that is written, whoever writes it and whereto. */
  #requests() {
    const aws = new URL(this.bed.aws.url).host;
    const written = new Set<ClientRequest>();
    // Node announces a request twice that goes out over a connection that was kept: hence a set.
    const note = (message: unknown) => void written.add((message as { request: ClientRequest }).request);
    subscribe('http.client.request.start', note);
    return {
      end: () => void unsubscribe('http.client.request.start', note),
      sent: () =>
        [...written].flatMap((request) => (request.getHeader('host') === aws ? [] : [request.method])),
    };
  }
}
