import { ACTION } from '../core/action.ts';
import { nextBack, paceOf } from '../core/budget.ts';
import { isAlive } from '../core/principal.ts';
import { readSealed } from '../core/sealed.ts';
import { SUPERSEDED } from '../core/secret.ts';
import { isBearer, type Sealed } from '../core/tokens.ts';
import type { AppCredentials, Publication, Seal } from './ports.ts';
import { publish } from './publish.ts';
import { BUDGET_SPENT } from './publishing-gate.ts';
import type { Attempt } from './run.ts';
import { SealError } from './seal-error.ts';
import { setBackUnasked, tell } from './set-back.ts';

/*
 * What is had before anybody is asked: the row's content, the app's credentials, the key that will seal the answer, and
 * the knowledge that it can be published. Where one cannot be had, the row is set back and nothing was sent.
 */

/** Opens the claimed row. */
export async function unseal(attempt: Attempt): Promise<Sealed | undefined> {
  const { run, principal } = attempt;
  try {
    const sealed = readSealed(await run.ports.sealer.open(principal.sealed), principal);
    if (sealed) return sealed;
    await unreadable(attempt);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    if (error.code === 'sealed-unreadable') await unreadable(attempt);
    else await setBackUnasked(attempt, error.code);
  }
  return undefined;
}

/** Foreign, cut or tampered with: the row's own fault. */
const unreadable = (attempt: Attempt): Promise<void> =>
  setBackUnasked(attempt, 'sealed-unreadable', { action: ACTION.restoreSeal, counts: true });

/**
 * A secret that is missing or unfit is looked at once past the cache before anything rests on it; one that cannot be
 * read just now is nobody's fault.
 */
export async function credentialsOf(attempt: Attempt): Promise<AppCredentials | undefined> {
  try {
    const known = await attempt.app.credentials();
    return known.ok ? known : await attempt.app.rereadCredentials();
  } catch {
    await setBackUnasked(attempt, 'app-secret-unavailable');
    return undefined;
  }
}

export async function dataKey(attempt: Attempt): Promise<Seal | undefined> {
  try {
    return await attempt.run.ports.sealer.prepare();
  } catch {
    await setBackUnasked(attempt, 'key-unavailable');
    return undefined;
  }
}

export async function permitToPublish(attempt: Attempt, { access }: Sealed): Promise<boolean> {
  const { run, principal } = attempt;
  const published =
    access && isBearer(access.tokenType) && principal.generation === principal.publishedGeneration;
  const prove = published ? () => proof(attempt, access) : undefined;
  const permit = await run.gate.permit(principal, prove);
  if (permit.permit === 'granted') return true;

  if (permit.code === BUDGET_SPENT) await outOfVersions(attempt);
  else if (permit.own) await setBackUnasked(attempt, permit.code, { action: ACTION.vault, counts: true });
  else await setBackUnasked(attempt, permit.code);
  return false;
}

/** A failed proof is a failed write like any other: an outage must show though nobody is refreshed in it. */
async function proof(attempt: Attempt, access: NonNullable<Sealed['access']>): Promise<Publication> {
  const { run, principal } = attempt;
  const publication = await publish(attempt, principal, access, 'again');
  if (publication.publication === 'failed' && publication.fault !== 'none' && publication.code !== SUPERSEDED)
    run.tally.count('publishFailed', principal.provider);
  return publication;
}

/** Until a version comes back, or the live token ends: an expired one may use the reserve. */
async function outOfVersions(attempt: Attempt): Promise<void> {
  const { run, principal } = attempt;
  const now = run.ports.clock.now();
  const back = nextBack(principal.publishBudget, paceOf(principal, run.tempo), now);
  const until = isAlive(principal, now) ? Math.min(back, principal.expiresAt ?? back) : back;
  await setBackUnasked(attempt, BUDGET_SPENT, { action: ACTION.fixLifetime, until });
  // It is not over with the next token, so it is not told again with each.
  if (principal.announced?.what !== 'configuration')
    await tell(attempt, principal, 'configuration', { code: BUDGET_SPENT, action: ACTION.fixLifetime });
}
