import type { CloudApp } from './cloud-app.ts';

/** An access token and the refresh token that came with it. Times in epoch ms. */
export interface Pair {
  readonly n: number;
  /** All pairs that descend from one authorization or login. */
  readonly family: number;
  readonly accessEndsAt: number;
  readonly refreshEndsAt: number;
  /** A spent pair has yielded another; its access token may live on, where the app says so. */
  state: 'live' | 'spent' | 'dead';
  /** The access token alone was revoked. */
  accessRevoked: boolean;
  /** The pair that its refresh token was turned into. */
  yielded: Pair | undefined;
  /** Some row has held it. */
  kept: boolean;
  /** Requests that present its refresh token just now. */
  underWay: number;
}

/** Pairs further back than this are forgotten: nobody can hold one any more. */
const REMEMBERED = 8;

/** What a cloud knows of one principal: the only pair that lives, and some that lived. */
export class Account {
  readonly index: number;
  readonly principalId: string;
  readonly app: CloudApp;
  readonly pairs = new Map<number, Pair>();
  live: Pair | undefined;
  /** What this cloud refused though it was good: it lied, on purpose. */
  liedTo = false;
  /** When a refusal of its token last reached whoever had asked. */
  refusedAt = 0;
  /** It can log in with a user name and a password, whatever became of its tokens. */
  readonly hasPassword: boolean;
  #family = 0;
  #n = 0;
  #codes = 0;
  /** Those that can still be exchanged, each once. */
  readonly #good = new Set<number>();

  constructor(index: number, principalId: string, app: CloudApp) {
    this.index = index;
    this.principalId = principalId;
    this.app = app;
    this.hasPassword = app.dialect.passwords && index % 2 === 0;
  }

  /** Its owner agrees, and gets a code for that. */
  consent(): number {
    this.#codes += 1;
    this.#good.add(this.#codes);
    return this.#codes;
  }

  /** Whether the code was good; it is not any more. */
  redeem(code: number): boolean {
    return this.#good.delete(code);
  }

  /** Starts a family: somebody authorized, or the app logged in. The pair before dies. */
  begin(now: number): Pair {
    this.#family += 1;
    this.revokeFamily();
    return this.#issue(now);
  }

  /** Spends the live pair for a new one, which kills it at once. */
  rotate(now: number): Pair {
    const old = this.live;
    const pair = this.#issue(now);
    if (old) {
      old.state = 'spent';
      old.yielded = pair;
    }
    return pair;
  }

  revokeFamily(): void {
    for (const pair of this.pairs.values()) pair.state = 'dead';
    this.live = undefined;
  }

  #issue(now: number): Pair {
    this.#n += 1;
    const pair: Pair = {
      n: this.#n,
      family: this.#family,
      accessEndsAt: now + this.app.lifetimeSeconds * 1_000,
      refreshEndsAt: now + this.app.refreshLifetimeMs,
      state: 'live',
      accessRevoked: false,
      yielded: undefined,
      kept: false,
      underWay: 0,
    };
    this.pairs.set(pair.n, pair);
    this.pairs.delete(pair.n - REMEMBERED);
    this.live = pair;
    return pair;
  }
}

/** Token texts name their account and pair, so that nothing has to be looked up by text. */
export const accessToken = (account: { readonly index: number }, { n }: { readonly n: number }): string =>
  `a.${account.index}.${n}`;
export const refreshToken = (account: { readonly index: number }, { n }: { readonly n: number }): string =>
  `r.${account.index}.${n}`;

export const code = (account: Account, n: number): string => `c.${account.index}.${n}`;

export interface Named {
  readonly account: number;
  readonly n: number;
}

const TOKENS = /\b[ar]\.(\d+)\.(\d+)\b/g;

/** The newest pair that a text holds a token of. */
export const newestIn = (text: string): Named | undefined => {
  let newest: Named | undefined;
  for (const [, account, n] of text.matchAll(TOKENS))
    if (Number(n) > (newest?.n ?? 0)) newest = { account: Number(account), n: Number(n) };
  return newest;
};

const REFRESH_TOKEN = /\br\.(\d+)\.(\d+)\b/;

const CODE = /\bc\.(\d+)\.(\d+)\b/;

export const codeIn = (text: string): Named | undefined => {
  const found = CODE.exec(text);
  return found ? { account: Number(found[1]), n: Number(found[2]) } : undefined;
};

export const refreshTokenIn = (text: string): Named | undefined => {
  const found = REFRESH_TOKEN.exec(text);
  return found ? { account: Number(found[1]), n: Number(found[2]) } : undefined;
};
