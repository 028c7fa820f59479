import { DEFAULT_SECRET_PREFIX, EVENT, tokenSecretName } from '../lambdas/contract.ts';
import { SECOND } from '../lambdas/core/time.ts';
import type { Announcement } from '../lambdas/flow/ports.ts';
import { type Books, Violation } from './books.ts';
import { type Account, newestIn, refreshTokenIn } from './clouds/accounts.ts';
import type { Clouds } from './clouds/clouds.ts';
import type { LiveTime } from './live-time.ts';
import type { Row } from './ports/row-writes.ts';
import { sealedTextIn } from './ports/sealer.ts';
import type { Landed, Table } from './ports/table.ts';
import type { Secrets } from './ports/vault.ts';
import type { Service } from './service.ts';
import type { Tell } from './trace.ts';

/** Longer ago than this, no publication can have proved that secrets can be written: the proof, a request, some calls. */
const PROOF_IS_OVER = 60 * SECOND;
/** A life that ends so soon has ended by another clock, counted in whole seconds. */
const CLOCKS_DIFFER = 5 * SECOND;
/** So many halts of one app the brake allows while a cloud refuses everybody. */
const HALTS_BEFORE_BRAKE = 5;

const MISCONFIGURED = new Set([
  'invalid_client',
  'unauthorized_client',
  'http-404',
  'APP_NOT_FOUND',
  'APP_DISABLED',
  '100247',
  'dns-not-found',
]);

interface Parts {
  readonly now: () => number;
  readonly table: Table;
  readonly secrets: Secrets;
  readonly clouds: Clouds;
  readonly books: Books;
  readonly live: LiveTime;
  readonly secretsManager: Service;
  /** Two runs at once keep the pace of one each. */
  readonly runsOverlap: boolean;
  /** Looks once more when there was time to mend it; never, where outages may take any time. */
  readonly mended: (look: () => void) => void;
  readonly tell: Tell | undefined;
  /** Something was promised and does not hold. */
  readonly violated: (violation: Violation) => void;
}

/** What is promised, held against every write that lands and every token that is issued. */
export class Promises {
  readonly #parts: Parts;
  readonly #generations = new Map<string, number>();
  readonly #keptAt = new Map<Account, number>();
  /** The generation that each secret shows. */
  readonly #shown = new Map<string, number>();
  /** Principals whose owner was told that it is needed, and that have not been halted since. */
  readonly #told = new Set<string>();
  /** How long the token that consumers hold would have lived on when its cloud began to change (ms). */
  #lifeLeft = 0;
  /** Who was halted since its app was last issued a token, though its grant was good. */
  readonly #liedHalts = new Map<string, Set<string>>();
  halted = 0;
  haltedByLies = 0;
  versionLimits = 0;
  rateLimits = 0;
  onIssued: (account: Account) => void = () => {};
  onHalted: (account: Account, generation: number) => void = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.table.onLanded = (landed) => this.#landed(landed);
    parts.secrets.onCurrent = (name, text, before) => this.#published(name, text, before);
    parts.secrets.onLimit = (name, what) => this.#limited(name, what);
    parts.clouds.onChange = (account) => this.#beforeChange(account);
    parts.clouds.onFamilyRevoked = (account) => this.#familyRevoked(account);
    parts.books.onIssue = (account) => this.#issued(account);
  }

  announced({ type, principalId, code }: Pick<Announcement, 'type' | 'principalId' | 'code'>): void {
    if (principalId === undefined || type !== EVENT.reauthorizationRequired) return;
    // What is told before it is over.
    if (code === 'refresh-token-ends') return;
    this.#told.add(principalId);
    const row = this.#parts.table.row(principalId);
    const account = this.#parts.clouds.accountOf(principalId);
    if (!row || !account || account.liedTo || !this.#grantLives(account, row)) return;
    // Whoever looked at the row once it was refused saw this grant: it stood there before.
    if ((this.#keptAt.get(account) ?? 0) < account.refusedAt)
      this.#violated('nobody is told in vain', principalId, 'its grant lives');
  }

  #grantLives(account: Account, row: Row): boolean {
    const grant = refreshTokenIn(sealedTextIn(row.sealed) ?? '');
    const pair = grant && account.pairs.get(grant.n);
    return pair?.state === 'live' && pair.refreshEndsAt > this.#parts.now();
  }

  /** The old access token lived on beside the spent pair: presenting that once more killed it. */
  #familyRevoked(account: Account): void {
    if (this.#lifeLeft > CLOCKS_DIFFER)
      this.#violated(
        'no live token is killed by presenting a spent one',
        account.principalId,
        'its cloud revoked the whole family',
      );
  }

  /** @param sealed as a rescue record holds it: base64 */
  rescued(sealed: string): Account | undefined {
    const { clouds, books } = this.#parts;
    const named = newestIn(sealedTextIn(Buffer.from(sealed, 'base64')) ?? '');
    const account = named && clouds.accounts[named.account];
    if (account) books.rescued(account, named.n);
    return account;
  }

  #landed({ write, principalId, before, after }: Landed): void {
    const { books, live, clouds, tell } = this.#parts;
    tell?.(
      principalId,
      `${write} lands${after ? ` (generation ${after.generation}${after.lease ? `, lease ${after.lease.id}` : ''})` : ''}`,
    );
    if (after) this.#generationRises(principalId, after.generation);
    const row = after ?? before;
    const account = clouds.accountOf(principalId);
    if (!row || !account) return;
    switch (write) {
      case 'keep':
      case 'restore':
        this.#keptAt.set(account, this.#parts.now());
        books.kept(account, pairIn(row));
        break;
      case 'create':
      case 'replace':
        books.replaced(account);
        books.kept(account, pairIn(row));
        break;
      case 'remove':
        books.replaced(account);
        live.withdrawn(account, 'removed');
        live.setAside(account, 'removed');
        break;
      case 'settle':
        this.#settled(row);
        break;
      case 'defer':
        this.#deferred(before, row);
        break;
      case 'halt':
        // An exchange that came to nothing puts back what it found.
        if (before?.state !== 'halted') this.#halted(account, row);
        break;
      case 'pause':
        live.setAside(account, 'paused');
        break;
      case 'resume':
        live.countAgain(account, 'paused');
        break;
    }
  }

  #violated(promise: string, principalId: string | undefined, what: string): void {
    this.#parts.violated(new Violation(promise, principalId, what));
  }

  #generationRises(principalId: string, generation: number): void {
    const highest = this.#generations.get(principalId) ?? 0;
    if (generation < highest)
      this.#violated('a generation never restarts', principalId, `${highest}, then ${generation}`);
    this.#generations.set(principalId, generation);
  }

  #settled({ principalId, secretName, publishedVersion = '' }: Row): void {
    const { secrets } = this.#parts;
    // Where there is no secret at all, somebody has just deleted it.
    if (secrets.has(secretName) && !secrets.holds(secretName, publishedVersion))
      this.#violated('settled means published', principalId, 'the version was never put');
  }

  #deferred(before: Row | undefined, after: Row): void {
    const { lastError, failures, principalId } = after;
    if (lastError && MISCONFIGURED.has(lastError.code) && failures > (before?.failures ?? 0))
      this.#violated(
        'a principal is stopped only by evidence against itself',
        principalId,
        `${lastError.code} is counted against it`,
      );
  }

  #halted(account: Account, row: Row): void {
    const { principalId } = row;
    this.halted += 1;
    this.#parts.live.setAside(account, 'halted');
    const lives = this.#grantLives(account, row);
    if (lives && !account.liedTo) this.#violated('halted without cause', principalId, 'its grant lives');
    if (lives) this.#haltedByLie(account);
    if (!this.#told.delete(principalId))
      this.#violated('whoever must act is told', principalId, 'it was halted in silence');
    this.onHalted(account, row.generation);
  }

  #haltedByLie({ app, principalId }: Account): void {
    this.haltedByLies += 1;
    const halted = this.#liedHalts.get(app.name) ?? new Set();
    this.#liedHalts.set(app.name, halted.add(principalId));
    // Each of two runs at once counts for itself.
    if (halted.size > HALTS_BEFORE_BRAKE * (this.#parts.runsOverlap ? 2 : 1))
      this.#violated(
        'the brake',
        principalId,
        `${halted.size} of ${app.name} halted without a success between`,
      );
  }

  #issued(account: Account): void {
    this.onIssued(account);
    this.#parts.live.issued(account);
    this.#liedHalts.delete(account.app.name);
    account.liedTo = false;
    const { secretsManager, now } = this.#parts;
    if (
      this.#lifeLeft > CLOCKS_DIFFER &&
      secretsManager.weather === 'away' &&
      now() - (secretsManager.since ?? now()) > PROOF_IS_OVER
    )
      this.#violated(
        'no live token is killed while secrets cannot be written',
        account.principalId,
        'its cloud was asked, and the old token lived',
      );
  }

  /** A cloud is about to change what an account holds. */
  #beforeChange(account: Account): void {
    const { live } = this.#parts;
    live.count(account);
    this.#lifeLeft = live.left(account);
  }

  #published(name: string, text: string, before: string | undefined): void {
    const { table, live, clouds, tell } = this.#parts;
    const { principal_id: principalId, provider, generation } = JSON.parse(text);
    tell?.(principalId, `its secret shows generation ${generation}`);
    const row = table.row(principalId);
    if (!row) return;
    if (name !== tokenSecretName(DEFAULT_SECRET_PREFIX, provider, principalId))
      this.#violated('a secret holds its own principal', principalId, `${name} was written`);
    if (generation > row.generation)
      this.#violated('kept before published', principalId, `generation ${generation} of ${row.generation}`);
    if (before !== undefined && (this.#shown.get(name) ?? 0) > generation) this.#wentBack(row, generation);
    this.#shown.set(name, generation);
    const named = newestIn(text);
    const account = named && clouds.accounts[named.account];
    if (!account) return;
    if (account.pairs.get(named.n)?.kept === false)
      this.#violated('kept before published', principalId, `pair ${named.n} is in no row`);
    live.published(account, named.n);
  }

  /** Only by a Put that landed late, on purpose; and that is put right. */
  #wentBack({ principalId, secretName }: Row, generation: number): void {
    const { secrets, mended } = this.#parts;
    if (!secrets.landsLate)
      this.#violated('a secret never goes back', principalId, `to generation ${generation}`);
    mended(() => {
      const row = this.#parts.table.row(principalId);
      if (row?.state !== 'active' || !secrets.has(secretName) || (row.expiresAt ?? 0) < this.#parts.now())
        return;
      if ((this.#shown.get(secretName) ?? 0) < row.publishedGeneration)
        this.#violated(
          'a secret that went back is put right',
          principalId,
          `it still shows generation ${generation}`,
        );
    });
  }

  #limited(name: string, what: 'versions' | 'rate'): void {
    if (what === 'rate') {
      this.rateLimits += 1;
      if (!this.#parts.runsOverlap)
        this.#violated(
          'Secrets Manager is asked for no more than it takes',
          undefined,
          'it turned a write away',
        );
    } else {
      this.versionLimits += 1;
      this.#violated('the versions of a secret suffice', name.split('/').at(-1), 'the limit was reached');
    }
  }
}

/** 0: its owner has agreed, and there are no tokens yet. */
const pairIn = (row: Row): number => newestIn(sealedTextIn(row.sealed) ?? '')?.n ?? 0;
