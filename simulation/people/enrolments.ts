import { confidential } from '../../lambdas/core/confidential.ts';
import { type Rescue, readRescue } from '../../lambdas/core/rescue.ts';
import { HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import type { Presentable } from '../../lambdas/core/tokens.ts';
import { enrol } from '../../lambdas/flow/enrol.ts';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { type Account, code, refreshToken } from '../clouds/accounts.ts';
import { passwordOf, usernameOf } from '../clouds/logins.ts';
import type { Random } from '../random.ts';
import type { Tell } from '../trace.ts';
import type { VirtualTime } from '../virtual-time.ts';

interface Parts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly ports: Ports;
  readonly beforeChange: (account: Account) => void;
  readonly tell: Tell | undefined;
}

type Enrolling = Pick<Parameters<typeof enrol>[0], 'grant' | 'keepLogin'>;

/** A command that got no answer is given once more, by somebody who is impatient. */
const IMPATIENT = 0.1;

/** People who authorize, enrol, and mend what they are told of. */
export class Enrolments {
  readonly #parts: Parts;
  readonly #rescues = new Map<string, Rescue>();
  made = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Somebody authorizes, and gives us the grant; again until it is taken. */
  async enrol(account: Account): Promise<void> {
    const grant = this.#authorized(account);
    if (this.#parts.random.chance(IMPATIENT) && grant.grant.kind === 'authorization_code')
      void this.#give(account, this.#authorized(account));
    await this.#give(account, grant);
  }

  async #give(account: Account, enrolling: Enrolling): Promise<void> {
    const { time, ports, tell } = this.#parts;
    const { principalId, app } = account;
    let again = enrolling;
    try {
      const enrolled = await enrol(
        { principalId, provider: app.dialect.provider, app: app.name, ...enrolling },
        ports,
      );
      tell?.(
        principalId,
        enrolled.enrolled ? 'is enrolled' : `is not enrolled: ${enrolled.field} ${enrolled.remedy}`,
      );
      if (enrolled.enrolled) {
        this.made += 1;
        return;
      }
      if (enrolling.grant.kind === 'authorization_code') again = this.#authorized(account);
    } catch {
      // A store was away: again later.
      tell?.(principalId, 'is not enrolled: a store was away');
    }
    time.after(2 * MINUTE, () => void this.#giveUnlessDone(account, again));
  }

  async #giveUnlessDone(account: Account, enrolling: Enrolling): Promise<void> {
    const reading = await this.#look(account.principalId);
    const isDone = reading?.row === 'found' && reading.principal.state !== 'halted';
    if (!isDone) await this.#give(account, enrolling);
  }

  /** Where a code can be had it is one every other time; who has a password gives that, to be kept. */
  #authorized(account: Account): Enrolling {
    const { time, random, beforeChange, tell } = this.#parts;
    const { principalId, app } = account;
    if (account.hasPassword)
      return {
        grant: {
          kind: 'password',
          username: usernameOf(account),
          password: confidential(passwordOf(account)),
        },
        keepLogin: true,
      };
    if (app.dialect.codes && random.chance(0.5)) {
      const n = account.consent();
      tell?.(principalId, `its owner authorizes: code ${n}`);
      return { grant: { kind: 'authorization_code', code: confidential(code(account, n)) } };
    }
    beforeChange(account);
    const pair = account.begin(time.now);
    tell?.(principalId, `its owner authorizes: pair ${pair.n}`);
    const grant: Presentable = {
      kind: 'refresh_token',
      refreshToken: confidential(refreshToken(account, pair)),
    };
    return { grant };
  }

  /** They read the log: an alarm has told them of a rescue record. */
  sees(record: Readonly<Record<string, unknown>>): void {
    const { time, random } = this.#parts;
    const rescue = readRescue(record);
    if (!rescue) return;
    this.#rescues.set(rescue.principalId, rescue);
    time.after(random.between(MINUTE, HOUR), () => {
      if (this.#rescues.get(rescue.principalId) === rescue) void this.#restore(rescue);
    });
  }

  /** Somebody was told that a principal is halted, and does something about it in the next hours. */
  mend(account: Account, generation: number): void {
    const { time, random } = this.#parts;
    time.after(random.between(5 * MINUTE, 4 * HOUR), () => void this.#mendNow(account, generation));
  }

  /** First they look: somebody else may have mended it. */
  async #mendNow(account: Account, generation: number): Promise<void> {
    const { principalId } = account;
    const reading = await this.#look(principalId);
    if (reading && (reading.row !== 'found' || reading.principal.state !== 'halted')) return;
    const rescue = this.#rescues.get(principalId);
    if (rescue?.generation === generation) await this.#restore(rescue);
    await this.#enrolIfHalted(account);
  }

  async #restore(rescue: Rescue): Promise<void> {
    const { ports, tell } = this.#parts;
    const { principalId, generation } = rescue;
    this.#rescues.delete(principalId);
    tell?.(principalId, 'an operator restores the rescued grant');
    try {
      const written = await ports.principals.restore(principalId, generation, rescue, ports.clock.now());
      tell?.(principalId, `restoring: ${written.write}`);
    } catch {
      // A store was away: whoever is told of the halt looks again.
    }
  }

  async #enrolIfHalted(account: Account): Promise<void> {
    const reading = await this.#look(account.principalId);
    if (reading === undefined) this.#parts.time.after(30 * SECOND, () => void this.#enrolIfHalted(account));
    else if (reading.row === 'found' && reading.principal.state === 'halted') await this.enrol(account);
  }

  async #look(principalId: string) {
    try {
      return await this.#parts.ports.principals.get(principalId);
    } catch {
      return undefined;
    }
  }
}
