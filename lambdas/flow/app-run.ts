import { EVENT } from '../contract.ts';
import { ACTION } from '../core/action.ts';
import type { Protocol } from '../core/protocols/protocol.ts';
import {
  afterMisconfigured,
  afterOutage,
  afterRefusal,
  afterSuccess,
  afterThrottle,
  mayHalt,
  probing,
  type Standing,
} from '../core/standing.ts';
import { aboutApp, pauseReason } from './announcements.ts';
import type { Announcement, AppControl, AppCredentials, Ports } from './ports.ts';

/** One app within a run: its standing, folded over outcomes as they come, and its credentials. */
export class AppRun {
  readonly protocol: Protocol;
  readonly #control: AppControl;
  readonly #ports: Ports;
  #standing: Standing;
  #announced: string | undefined;
  #saved: Standing;
  #reread: Promise<AppCredentials> | undefined;
  #nextStartAt = 0;
  #telling = false;

  constructor(control: AppControl, protocol: Protocol, ports: Ports) {
    this.#control = control;
    this.#standing = control.standing;
    this.#saved = control.standing;
    this.#announced = control.announced;
    this.protocol = protocol;
    this.#ports = ports;
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

  /** Requests are spread evenly: no window of the limit's length ever holds more, in this run or across two. */
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

  credentials(): Promise<AppCredentials> {
    return this.#reread ?? this.#ports.apps.read(this.name, this.provider);
  }

  /** Before anything is blamed on the app: its secret, read past the cache, once in a run. */
  rereadCredentials(): Promise<AppCredentials> {
    this.#reread ??= this.#ports.apps
      .read(this.name, this.provider, 'fresh')
      .catch(() => this.#ports.apps.read(this.name, this.provider));
    return this.#reread;
  }

  probes(principalId: string): void {
    this.#standing = probing(this.#standing, principalId);
  }

  succeeded(): Promise<void> {
    return this.#becomes(afterSuccess(this.#standing));
  }

  failedForAWhile(): Promise<void> {
    return this.#becomes(afterOutage(this.#standing, this.#ports.clock.now()));
  }

  mustWait(waitMs: number): Promise<void> {
    return this.#becomes(afterThrottle(this.#standing, waitMs, this.#ports.clock.now()));
  }

  /** Answers whether this refusal may halt its principal, or the brake is on. */
  async refused(code: string): Promise<boolean> {
    const next = afterRefusal(this.#standing, code, this.#ports.clock.now());
    const may = mayHalt(next);
    await this.#becomes(next);
    return may;
  }

  async refusedItself(about: { principalId: string; code: string; unmistakable: boolean }): Promise<void> {
    const population = about.unmistakable ? 0 : await this.#ports.principals.population(this.name, 3);
    await this.#becomes(
      afterMisconfigured(this.#standing, { ...about, population }, this.#ports.clock.now()),
    );
  }

  async #becomes(next: Standing): Promise<void> {
    const turned = Boolean(next.pause) !== Boolean(this.#standing.pause);
    this.#standing = next;
    if (turned) await this.tell();
  }

  /**
   * Announces a pause or its end, once; also what a crash swallowed. The standing is saved first, so that the
   * episode (and with it the announcement's id) survives a crash. A failure here is told again by the next run and
   * must not disturb the principal at hand.
   */
  async tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let news = this.#news(); news; news = this.#news()) {
        await this.#save();
        await this.#ports.announcer.announce(news.announcement);
        this.#announced = news.announced;
        await this.#save();
      }
    } catch (error) {
      this.#ports.journal.warn('announcement failed', { app: this.name, error });
    } finally {
      this.#telling = false;
    }
  }

  #news(): { announcement: Announcement; announced: string | undefined } | undefined {
    const { pause } = this.#standing;
    const now = this.#ports.clock.now();
    if (pause && this.#announced === undefined) {
      const facts = { code: pause.code, reason: pauseReason(pause), action: ACTION.fixApp };
      const announcement = aboutApp(EVENT.configurationRequired, this.#control, pause.since, facts, now);
      return { announcement, announced: String(pause.since) };
    }
    if (!pause && this.#announced !== undefined) {
      const facts = { reason: 'The app works again.' };
      const announcement = aboutApp(EVENT.recovered, this.#control, Number(this.#announced), facts, now);
      return { announcement, announced: undefined };
    }
    return undefined;
  }

  /** At the end of a run: what changed and was not saved yet. */
  async save(): Promise<void> {
    if (this.#standing !== this.#saved) await this.#save();
  }

  async #save(): Promise<void> {
    this.#saved = this.#standing;
    await this.#ports.controls.save({
      app: this.name,
      standing: this.#standing,
      ...(this.#announced === undefined ? {} : { announced: this.#announced }),
    });
  }
}
