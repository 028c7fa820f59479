import type { Random } from '../random.ts';
import type { Kept } from '../state/keeping.ts';
import type { Pair } from '../state/pair.ts';

/** A user or a thing of an app. */
export interface KiiAccount {
  readonly app: string;
  readonly principal: string;
  /** As replies name it; a thing's begins with `th.`. */
  readonly id: string;
  readonly thing: boolean;
  /** As a login names it. */
  readonly username: string;
  readonly password: string;
  readonly state: 'active' | 'disabled' | 'removed';
}

/** What a login must name a thing by. */
export const vendorThing = (id: string): string => `VENDOR_THING_ID:${id}`;

export const madeUpId = (random: Random, thing: boolean): string => {
  const groups = [12, 4, 4, 4, 12].map((length) => random.hex(length)).join('-');
  return thing ? `th.${groups}` : groups;
};

type Owner = Pick<KiiAccount, 'app' | 'principal'>;

const keyOf = ({ app, principal }: Owner): string => JSON.stringify([app, principal]);

/** The users and things of all apps of a site: one for each principal and app. */
export class Accounts {
  readonly #kept: Kept<KiiAccount>;
  readonly #random: Random;

  constructor(kept: Kept<KiiAccount>, random: Random) {
    this.#kept = kept;
    this.#random = random;
  }

  of(owner: Owner): KiiAccount | undefined {
    return this.#kept.entries.get(keyOf(owner));
  }

  withUsername(app: string, username: unknown): KiiAccount | undefined {
    return this.#all().find((account) => account.app === app && account.username === username);
  }

  /** The id of anybody else, made up where there is nobody. */
  anotherId(pair: Pair): string {
    const other = this.#all().find(({ id }) => id !== pair.subject);
    return other?.id ?? madeUpId(this.#random, false);
  }

  /** Makes the principal's account, or changes what is wished of it. A user cannot become a thing. */
  put(owner: Owner, wish: Partial<KiiAccount> = {}): KiiAccount {
    const known = this.of(owner);
    const thing = known?.thing ?? wish.thing ?? false;
    const account: KiiAccount = {
      id: madeUpId(this.#random, thing),
      username: thing ? vendorThing(owner.principal) : owner.principal,
      password: this.#random.alphanumeric(16),
      state: 'active',
      ...known,
      ...wish,
      ...owner,
      thing,
    };
    this.#kept.put(keyOf(owner), account);
    return account;
  }

  #all(): KiiAccount[] {
    return [...this.#kept.entries.values()];
  }
}
