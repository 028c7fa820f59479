import { randomBytes } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { FleetSettings } from '../../lambdas/adapters/fleet-settings.ts';
import { createSealer, type SealerSettings } from '../../lambdas/adapters/sealer.ts';
import { DEFAULT_SECRET_PREFIX, tokenSecretName } from '../../lambdas/contract.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { grantDigest, sealedText } from '../../lambdas/core/sealed.ts';
import { secretView } from '../../lambdas/core/secret.ts';
import { SECOND } from '../../lambdas/core/time.ts';
import type { Grant } from '../../lambdas/core/tokens.ts';
import type { Seal } from '../../lambdas/flow/ports.ts';

export type Item = Record<string, AttributeValue>;

export interface Row {
  readonly item: Item;
  /** What its secret holds. */
  readonly secret: string;
}

/** Two clouds, since each may hold half of a run's pool, and two apps of each, since each may have eight requests under way. */
export const APPS = [
  { app: 'homes-1', provider: 'oauth2' },
  { app: 'things-1', provider: 'kii' },
  { app: 'homes-2', provider: 'oauth2' },
  { app: 'things-2', provider: 'kii' },
] as const;

export const NAMES = {
  principalsTable: 'Principals',
  controlsTable: 'Controls',
  fleet: 'bench',
  secretPrefix: DEFAULT_SECRET_PREFIX,
  eventBus: 'bench',
} as const satisfies Partial<FleetSettings>;

export const LIFETIME_SECONDS = 7_200;
const GENERATION = 1_750_000_000;
const MOST_SAVED_UP = 80;

export const principalIdOf = (n: number): string => `home-${String(n).padStart(7, '0')}`;
export const numberOf = (principalId: string): number => Number(principalId.slice('home-'.length));

export const appOf = (n: number): (typeof APPS)[number] => APPS[n % APPS.length] ?? APPS[0];

/** Begins with its principal's number, so that the canned cloud can tell whom it answers. */
export const refreshTokenOf = (n: number): string => `rt-${n}-${randomBytes(36).toString('base64url')}`;
export const accessTokenOf = (n: number): string => `at-${n}-${randomBytes(30).toString('base64url')}`;

/** Rows as a fleet's own ticks left them, sealed by the real sealer. */
export class Fleet {
  readonly #seal: () => Promise<Seal>;
  readonly #now: number;

  /** @param now epoch seconds */
  constructor(settings: SealerSettings, now: number) {
    const sealer = createSealer(settings);
    this.#seal = () => sealer.prepare();
    this.#now = now;
  }

  /** @param dueIn whole seconds from now; negative: it is due */
  async row(n: number, dueIn: number): Promise<Row> {
    const { app, provider } = appOf(n);
    const principalId = principalIdOf(n);
    const grant: Grant = { kind: 'refresh_token', refreshToken: confidential(refreshTokenOf(n)) };
    const access = { token: confidential(accessTokenOf(n)), tokenType: 'Bearer' };
    const seal = await this.#seal();
    const refreshAt = this.#now + dueIn;
    // A quarter of the lifetime is left when it is due.
    const issuedAt = refreshAt - (LIFETIME_SECONDS * 3) / 4;
    const expiresAt = issuedAt + LIFETIME_SECONDS;
    const names = { principalId, provider, generation: GENERATION };
    const times = { issuedAt: issuedAt * SECOND, expiresAt: expiresAt * SECOND };
    const view = secretView({ ...names, ...times } as Principal, access);
    const item = marshall({
      ...names,
      app,
      state: 'active',
      dueQueue: app,
      refreshAt,
      issuedAt,
      expiresAt,
      lastRefreshedAt: issuedAt,
      sealed: await seal(sealedText({ principalId, provider, app, grant, access })),
      grantDigest: grantDigest(principalId, grant),
      keptBy: '00000000-0000-4000-8000-000000000000',
      publishedGeneration: GENERATION,
      publishedVersion: view.version,
      publishBudget: { left: MOST_SAVED_UP, at: issuedAt },
      failures: 0,
      secretName: tokenSecretName(NAMES.secretPrefix, provider, principalId),
    });
    return { item, secret: view.text.reveal() };
  }

  /** All of them due, the oldest for ten minutes. */
  due(count: number): Promise<Row[]> {
    return Promise.all(Array.from({ length: count }, (_, n) => this.row(n, -(60 + (n % 540)))));
  }
}
