import type { HaltedPrincipal, Principal } from './principal.ts';
import type { AppPause } from './standing.ts';

/** Troubles of an app as a whole: an outage of its cloud, why it pauses, a certificate that is about to end. */
export type AppTrouble = 'outage' | AppPause['why'] | 'certificate';
/** Troubles of single principals, as they were told on the bus. `grant-ends`: the refresh token, and refreshing does not move that. */
export type PrincipalTrouble = 'failing' | 'reauthorize' | 'configuration' | 'grant-ends';

/** The same trouble for the same reason: one cause, however many have it. */
export interface Cause {
  readonly trouble: AppTrouble | PrincipalTrouble;
  readonly provider: string;
  /** Constants, such as the provider's own error code. */
  readonly code: string;
  /** What somebody should do about it. */
  readonly action: string;
  /** Epoch ms: the earliest of those who have it. */
  readonly since: number;
  /** The first few, to start looking at. */
  readonly apps: readonly string[];
  /** How many, and the first few. None for a trouble of apps. */
  readonly principals: { readonly count: number; readonly ids: readonly string[] };
}

const MOST_NAMES = 5;
/** More different ones than a person reads; the rest add up in one cause for each kind of trouble. */
const MOST_CAUSES = 40;
const OTHERS = 'others';

/** Credentials and certificates belong to one app each; everything else is of a whole cloud as a rule. */
const OF_ONE_APP: ReadonlySet<Cause['trouble']> = new Set([
  'misconfigured',
  'refused-in-bulk',
  'certificate',
] satisfies AppTrouble[]);

/** Two causes with the same key are one. */
export const keyOf = ({ trouble, provider, code, apps: [app = ''] }: Cause): string =>
  [trouble, provider, ...(OF_ONE_APP.has(trouble) ? [app] : []), code].join(' ');

export const isOfPrincipals = ({ principals }: Cause): boolean => principals.count > 0;

/** What was told of an app as a whole and is not over. */
export const causeOfApp = (
  { app, provider }: { readonly app: string; readonly provider: string },
  about: Pick<Cause, 'code' | 'action' | 'since'> & { readonly trouble: AppTrouble },
): Cause => ({ ...about, provider, apps: [app], principals: { count: 0, ids: [] } });

/**
 * What was told of a principal and is not over, as its row says it.
 *
 * @param reauthorize what its owner has to do at this provider
 */
export const causesOfRow = (row: Principal, reauthorize: string): readonly Cause[] => {
  const { announced, lastError, endNoted, issuedAt = 0 } = row;
  const about = (trouble: PrincipalTrouble, code: string, action: string, since: number): Cause => ({
    trouble,
    provider: row.provider,
    code,
    action,
    since,
    apps: [row.app],
    principals: { count: 1, ids: [row.principalId] },
  });
  if (row.state === 'paused') return [];
  if (row.state === 'halted')
    return haltStands(row)
      ? [about('reauthorize', row.haltReason, lastError?.action ?? reauthorize, lastError?.at ?? issuedAt)]
      : [];
  const causes: Cause[] = [];
  // Without an error it works again, and that is about to be told.
  if (announced && announced.what !== 'reauthorize' && lastError)
    causes.push(about(announced.what, lastError.code, lastError.action, lastError.at));
  if (endNoted?.told) causes.push(about('grant-ends', 'refresh-token-ends', reauthorize, issuedAt));
  return causes;
};

/** A later keep revives it: then it is halted no more, and the census adopts it. */
const haltStands = (row: HaltedPrincipal): boolean => row.haltedGeneration >= row.generation;

/** Of two parts of a fleet. Bounded, whatever the fleet's size. */
export const joinCauses = (some: readonly Cause[], more: readonly Cause[]): readonly Cause[] => {
  if (more.length === 0) return some;
  const causes = new Map(some.map((cause) => [keyOf(cause), cause]));
  for (const cause of more) {
    const isRoom = causes.has(keyOf(cause)) || causes.size < MOST_CAUSES;
    const one = isRoom ? cause : { ...cause, provider: OTHERS, code: OTHERS };
    const before = causes.get(keyOf(one));
    causes.set(keyOf(one), before ? both(before, one) : one);
  }
  return [...causes.values()];
};

const both = (a: Cause, b: Cause): Cause => ({
  ...a,
  since: Math.min(a.since, b.since),
  apps: firstFew([...a.apps, ...b.apps]),
  principals: {
    count: a.principals.count + b.principals.count,
    ids: firstFew([...a.principals.ids, ...b.principals.ids]),
  },
});

const firstFew = (names: readonly string[]): readonly string[] => [...new Set(names)].slice(0, MOST_NAMES);
