import type { PrincipalView, Snapshot } from '../../../local/live/snapshot.ts';

export const AT = 1_800_000_000_000;
const MINUTE = 60_000;

/** Refreshed a minute ago, with two minutes to live, and looked at again in one. */
export const aPrincipal = (changes: Partial<PrincipalView> = {}): PrincipalView => ({
  principalId: 'home-1',
  provider: 'dkn',
  state: 'active',
  issuedAt: AT - MINUTE,
  expiresAt: AT + 2 * MINUTE,
  refreshAt: AT + MINUTE,
  lastRefreshedAt: AT - MINUTE,
  ...changes,
});

export const aSnapshot = (changes: Partial<Snapshot> = {}): Snapshot => ({
  at: AT,
  startedAt: AT - 5 * MINUTE,
  title: 'refresh-scheduler, 12 times as fast',
  endpoint: 'http://127.0.0.1:4600',
  principals: [aPrincipal()],
  patienceMs: 10_000,
  figures: {
    ticks: 60,
    refreshed: 21,
    refreshedLastMinute: 4,
    retries: 3,
    answersLost: 0,
    usedTwice: 0,
  },
  faults: [],
  ...changes,
});

export const manyPrincipals = (count: number): PrincipalView[] =>
  Array.from({ length: count }, (_, index) => aPrincipal({ principalId: `thing-${index + 1}` }));
