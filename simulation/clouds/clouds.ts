import type { TokenRequest } from '../../lambdas/core/protocols/protocol.ts';
import { Account, codeIn, type Named, type Pair, refreshTokenIn } from './accounts.ts';
import type { CloudApp, Wire } from './cloud-app.ts';
import { NO_SUCH_PATH } from './dialect.ts';
import { accountIn } from './logins.ts';

/** What a request came to at its cloud. */
export interface Served {
  readonly wire: Wire;
  readonly issued?: { readonly account: Account; readonly pair: Pair };
  readonly refused?: 'token' | 'client' | 'app' | 'path';
}

const hostOf = (url: string): string => url.slice(8, url.indexOf('/', 8));

/** All clouds: the apps that they know and the accounts behind them. */
export class Clouds {
  readonly #now: () => number;
  readonly #byHost = new Map<string, CloudApp>();
  readonly accounts: Account[] = [];
  readonly #byPrincipal = new Map<string, Account>();
  /** The one account of an app that holds one token. */
  readonly #soleOf = new Map<CloudApp, Account>();
  /** Before a pair dies or is born: whoever counts must count up to here. */
  onChange: (account: Account) => void = () => {};

  /** A spent token came again, where that kills everything. */
  onFamilyRevoked: (account: Account) => void = () => {};

  constructor(now: () => number) {
    this.#now = now;
  }

  add(app: CloudApp): void {
    this.#byHost.set(app.host, app);
  }

  open(principalId: string, app: CloudApp): Account {
    const account = new Account(this.accounts.length, principalId, app);
    this.accounts.push(account);
    this.#byPrincipal.set(principalId, account);
    if (app.oneToken) this.#soleOf.set(app, account);
    return account;
  }

  accountOf(principalId: string): Account | undefined {
    return this.#byPrincipal.get(principalId);
  }

  appOf(request: TokenRequest): CloudApp | undefined {
    return this.#byHost.get(hostOf(request.url));
  }

  /** Whose token, and which, a request presents. */
  presentedBy(request: TokenRequest, app: CloudApp): Named | undefined {
    const body = request.body.reveal();
    const account = this.#accountBehind(body, app);
    return refreshTokenIn(body) ?? (account && { account: account.index, n: 0 });
  }

  /** A code or a login presents no pair, but it is its account's business. */
  #accountBehind(body: string, app: CloudApp): Account | undefined {
    const index = codeIn(body)?.account ?? accountIn(body);
    return index === undefined ? this.#soleOf.get(app) : this.accounts[index];
  }

  /** A request has arrived. */
  serve(request: TokenRequest, app: CloudApp): Served {
    const { dialect } = app;
    const { asked, pathFits, clientFits } = dialect.recognise(request, app);
    if (!pathFits) return { wire: NO_SUCH_PATH, refused: 'path' };
    if (!clientFits) return { wire: dialect.clientRefused, refused: 'client' };
    if (app.condition === 'frozen') return { wire: dialect.frozen, refused: 'app' };
    const body = request.body.reveal();
    switch (asked) {
      case 'refresh':
        return this.#refresh(body, app);
      case 'login':
        return this.#begin(this.#accountBehind(body, app), app);
      case 'exchange': {
        const code = codeIn(body);
        const account = code && this.accounts[code.account];
        return this.#begin(account?.redeem(code?.n ?? 0) ? account : undefined, app);
      }
    }
  }

  #begin(account: Account | undefined, app: CloudApp): Served {
    if (!account) return { wire: app.dialect.tokenRefused, refused: 'token' };
    this.onChange(account);
    const pair = account.begin(this.#now());
    return { wire: app.dialect.granted(account, pair), issued: { account, pair } };
  }

  #refresh(body: string, app: CloudApp): Served {
    const named = refreshTokenIn(body);
    const account = named && this.accounts[named.account];
    const refused: Served = { wire: app.dialect.tokenRefused, refused: 'token' };
    if (!account || account.app !== app) return refused;
    if (app.condition === 'refuses-everybody') {
      account.liedTo = true;
      return refused;
    }
    this.onChange(account);
    const pair = account.pairs.get(named.n);
    if (pair?.state === 'spent' && app.revokesFamilyOnReuse && pair.family === account.live?.family) {
      account.revokeFamily();
      this.onFamilyRevoked(account);
    }
    const now = this.#now();
    if (pair?.state !== 'live' || pair.refreshEndsAt <= now) return refused;
    const issued = account.rotate(now);
    return { wire: app.dialect.granted(account, issued), issued: { account, pair: issued } };
  }
}
