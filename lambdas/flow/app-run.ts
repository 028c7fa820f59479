import type { Protocol } from '../core/protocols/protocol.ts';
import {
  afterMisconfigured,
  afterOutage,
  afterRefusal,
  afterSuccess,
  afterThrottle,
  GOOD_STANDING,
  MISCONFIGURED_BEFORE_PAUSE,
  matterOf,
  mayHalt,
  probing,
  type Standing,
} from '../core/standing.ts';
import type { Tempo } from '../core/tempo.ts';
import { type News, newsOf } from './app-news.ts';
import type { AppControl, AppCredentials, Ports } from './ports.ts';

/** One app within a run: its standing, folded over outcomes as they come, and its credentials. */
export class AppRun {
  readonly protocol: Protocol;
  readonly #control: AppControl;
  readonly #ports: Ports;
  readonly #tempo: Tempo;
  #standing: Standing;
  #announced: string | undefined;
  #saved: Pick<AppControl, 'standing' | 'announced'>;
  #credentials: Promise<AppCredentials> | undefined;
  #reread: Promise<AppCredentials> | undefined;
  #nextStartAt = 0;
  #telling: Promise<void> | undefined;

  constructor(control: AppControl, protocol: Protocol, { ports, tempo }: { ports: Ports; tempo: Tempo }) {
    this.#control = control;
    this.#standing = control.standing;
    this.#announced = control.announced;
    this.#saved = control;
    this.protocol = protocol;
    this.#ports = ports;
    this.#tempo = tempo;
  }

  /** For one principal alone, whose fate says nothing about its app: nothing of it is saved or told. */
  static apart(
    { app, provider }: { app: string; provider: string },
    protocol: Protocol,
    run: { ports: Ports; tempo: Tempo },
  ): AppRun {
    return new AppRun({ app, provider, standing: GOOD_STANDING }, protocol, run);
  }

  get name(): string {
    return this.#control.app;
  }

  get provider(): string {
    return this.#control.provider;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** Epoch ms before which the cloud's rate limit lets no request start. */
  get nextStartAt(): number {
    return this.#nextStartAt;
  }

  /** Within a run, whoever is taken next of an app with a rate limit waits its turn; a login after a refusal counts too. */
  countRequest(): void {
    const limit = this.protocol.rateLimit;
    if (limit)
      this.#nextStartAt = Math.max(this.#nextStartAt, this.#ports.clock.now()) + limit.perMs / limit.calls;
  }

  /** A one-token app serves the first principal that came; answers whether this is the one. */
  async serves(principalId: string): Promise<boolean> {
    if (this.protocol.tokensPerApp === 'many') return true;
    const sole = this.#control.sole ?? (await this.#ports.controls.adoptSole(this.name, principalId));
    return sole === principalId;
  }

  /** Read once in a run, also when it cannot be read: a thousand rows need not find that out one by one. */
  credentials(): Promise<AppCredentials> {
    this.#credentials ??= this.#ports.apps.read(this.name, this.provider);
    return this.#reread ?? this.#credentials;
  }

  /** Before anything is blamed on the app: its secret, read past the cache, once in a run. */
  rereadCredentials(): Promise<AppCredentials> {
    this.#reread ??= this.#ports.apps.read(this.name, this.provider, 'fresh');
    return this.#reread;
  }

  probes(principalId: string): void {
    this.#standing = probing(this.#standing, principalId);
  }

  succeeded(): void {
    this.#becomes(afterSuccess(this.#standing));
  }

  failedForAWhile(principalId: string): void {
    this.#becomes(afterOutage(this.#standing, principalId, this.#ports.clock.now(), this.#tempo));
  }

  mustWait(waitMs: number): void {
    this.#becomes(afterThrottle(this.#standing, waitMs, this.#ports.clock.now()));
  }

  /**
   * Answers whether this refusal may halt its principal, or the brake is on. The count is saved before: a refusal that
   * no later run would know of halts nobody.
   */
  async refused(about: { principalId: string; code: string }): Promise<boolean> {
    const next = afterRefusal(this.#standing, about, this.#ports.clock.now(), this.#tempo);
    this.#becomes(next);
    return mayHalt(next) && (await this.#isSaved());
  }

  async refusedItself(about: { principalId: string; code: string; unmistakable: boolean }): Promise<void> {
    const population = about.unmistakable ? 0 : await this.#population();
    const now = this.#ports.clock.now();
    this.#becomes(afterMisconfigured(this.#standing, { ...about, population }, now, this.#tempo));
  }

  /** Unknown counts as many: then it takes three to pause the app. */
  #population(): Promise<number> {
    return this.#ports.principals
      .population(this.name, MISCONFIGURED_BEFORE_PAUSE)
      .catch(() => MISCONFIGURED_BEFORE_PAUSE);
  }

  #becomes(next: Standing): void {
    this.#standing = next;
    this.tell();
  }

  /**
   * Begins to announce what concerns the whole app, or that it is over; also what a crash swallowed. Nobody waits for
   * it before the end of the run: a bus that hangs must not hold up a single refresh. A failure is told by the next
   * run.
   */
  tell(): void {
    if (this.#telling || !this.#news()) return;
    this.#telling = this.#tellAll()
      .catch((error) => this.#ports.journal.warn('announcement failed', { app: this.name, error }))
      .finally(() => {
        this.#telling = undefined;
      });
  }

  /** The standing is saved first, so that the episode (and with it the announcement's id) survives a crash. */
  async #tellAll(): Promise<void> {
    for (let news = this.#news(); news; news = this.#news()) {
      await this.#save();
      await this.#ports.announcer.announce(news.announcement);
      this.#announced = news.announced;
      await this.#save();
    }
  }

  #news(): News | undefined {
    const matter = matterOf(this.#standing, this.#ports.clock.now(), this.#tempo);
    return newsOf(this.#control, matter, this.#announced, this.#ports.clock.now());
  }

  /** At the end of a run: what is being told, and what changed and was not saved yet. */
  async putAway(): Promise<void> {
    await this.#telling;
    if (this.#standing !== this.#saved.standing || this.#announced !== this.#saved.announced)
      await this.#save();
  }

  #isSaved(): Promise<boolean> {
    return this.#save().then(
      () => true,
      () => false,
    );
  }

  async #save(): Promise<void> {
    const saving = {
      standing: this.#standing,
      ...(this.#announced === undefined ? {} : { announced: this.#announced }),
    };
    await this.#ports.controls.save({ app: this.name, ...saving });
    this.#saved = saving;
  }
}
