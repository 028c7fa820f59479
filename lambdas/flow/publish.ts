import { EVENT } from '../contract.ts';
import { ACTION } from '../core/action.ts';
import { affordsRefresh, paceOf, spend } from '../core/budget.ts';
import { answerWasLost, type Principal, type PublishBudget } from '../core/principal.ts';
import { lookAgain } from '../core/schedule.ts';
import { SUPERSEDED, secretView } from '../core/secret.ts';
import type { AccessToken } from '../core/tokens.ts';
import { aboutPrincipal } from './announcements.ts';
import type { Ports, Presented, Publication } from './ports.ts';
import { type Attempt, leaseIsHeld, type Run } from './run.ts';
import { defer } from './set-back.ts';

/** Publishes what was just kept, then settles it: its turn to write came with the permit. `principal` is the row as kept. */
export async function publishAndSettle(
  attempt: Attempt,
  principal: Principal,
  access: AccessToken,
  presented: Presented,
): Promise<void> {
  const { run } = attempt;
  const publication = await publish(attempt, principal, access);
  run.gate.saw(publication);
  await afterPublication(attempt, principal, access, publication, presented);
}

/**
 * Publishes what an earlier run kept, without asking the provider. It can wait, unlike a token just obtained: while
 * nothing proves that secrets can be written, one goes at a time. A newer generation that stands there is left.
 */
export async function republishAndSettle(
  attempt: Attempt,
  access: AccessToken,
): Promise<'settled' | 'superseded'> {
  const { run, principal } = attempt;
  // Nothing of ours is open after a republication, unless an earlier presentation was.
  const presented = answerWasLost(principal) ? 'stays' : 'goes';
  const publication = await run.gate.republish(() => publish(attempt, principal, access, 'again'));
  if (isSuperseded(publication)) return 'superseded';
  if (publication.publication === 'done') run.tally.count('republished', principal.provider);
  await afterPublication(attempt, principal, access, publication, presented);
  return 'settled';
}

/** The row's own token is past: consumers have a newer one, and the row needs one of its own. */
export const isSuperseded = (publication: Publication): boolean =>
  publication.publication === 'failed' && publication.code === SUPERSEDED;

async function afterPublication(
  attempt: Attempt,
  principal: Principal,
  access: AccessToken,
  publication: Publication,
  presented: Presented,
): Promise<void> {
  if (publication.publication === 'failed') return notPublished(attempt, principal, publication, presented);
  attempt.run.tally.count('published', principal.provider);
  await settle(attempt, principal, access, presented);
}

/** Makes the row's publication, or repeats it, which proves that secrets can be written. Not without the lease. */
export async function publish(
  attempt: Attempt,
  principal: Principal,
  access: AccessToken,
  again?: 'again',
): Promise<Publication> {
  const { meter, clock } = attempt.run.ports;
  if (!leaseIsHeld(attempt)) return { publication: 'failed', fault: 'none', code: 'lease-ended' };
  const startedAt = clock.now();
  const publication = await publishRow(attempt.run.ports, principal, access, again);
  meter.publishLatency(clock.now() - startedAt);
  return publication;
}

/** The same row always gives the same bytes under the same version: whoever writes them writes the same. */
export const publishRow = (
  { vault, principals }: Pick<Ports, 'vault' | 'principals'>,
  principal: Principal,
  access: AccessToken,
  again?: 'again',
): Promise<Publication> => {
  const isStillThere = async () => {
    const reading = await principals.get(principal.principalId);
    return reading.row === 'found' && reading.principal.generation === principal.generation;
  };
  return vault.publish(principal, secretView(principal, access), isStillThere, again);
};

async function settle(
  { run, leaseId }: Attempt,
  principal: Principal,
  access: AccessToken,
  presented: Presented,
): Promise<void> {
  const { principals, clock, chance } = run.ports;
  const now = clock.now();
  const { issuedAt = now, expiresAt = now, refreshTokenExpiresAt } = principal;
  const life = {
    issuedAt,
    expiresAt,
    ...(refreshTokenExpiresAt === undefined ? {} : { refreshTokenExpiresAt }),
  };
  const publishBudget = spend(principal.publishBudget, paceOf(principal, run.tempo), now);
  const written = await principals.settle(
    principal.principalId,
    {
      leaseId,
      generation: principal.generation,
      publishedVersion: secretView(principal, access).version,
      publishBudget,
      refreshAt: lookAgain(life, chance.fraction(), run.tempo),
      presented,
    },
    now,
  );
  if (written.write === 'done') await tellRecovered(run, principal, publishBudget);
}

/** A lifetime that uses up its versions recovers with every token and is not over for that. */
async function tellRecovered(run: Run, principal: Principal, publishBudget: PublishBudget): Promise<void> {
  const { announced, principalId, app } = principal;
  if (announced === undefined) return;
  const { announcer, principals, clock } = run.ports;
  const now = clock.now();
  const affords = affordsRefresh(publishBudget, paceOf(principal, run.tempo), now, true);
  if (announced.what === 'configuration' && !affords) return;
  try {
    const facts = { reason: 'It was refreshed and published again.' };
    await announcer.announce(aboutPrincipal(EVENT.recovered, principal, announced.generation, facts, now));
    await principals.announced(principalId, principal.generation, undefined);
  } catch {
    // Still noted as announced: the next refresh tells it, under the same id.
    run.tally.note(app, 'announcement-failed', principalId);
  }
}

async function notPublished(
  attempt: Attempt,
  principal: Principal,
  publication: Extract<Publication, { publication: 'failed' }>,
  presented: Presented,
): Promise<void> {
  const { tally } = attempt.run;
  tally.count('publishFailed', principal.provider);
  tally.note(principal.app, publication.code, principal.principalId);
  await defer(attempt, principal, {
    code: publication.code,
    action: ACTION.vault,
    counts: publication.fault === 'own',
    presented,
  });
}
