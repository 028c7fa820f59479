import { EVENT } from '../contract.ts';
import { ACTION } from '../core/action.ts';
import type { HaltedPrincipal, Principal } from '../core/principal.ts';
import { protocolOf } from '../core/protocols/index.ts';
import { SECOND } from '../core/time.ts';
import { endNeedsOwner, haltIsUntold, recoveryIsUntold, stepTowardsEnd } from '../core/untold.ts';
import { aboutPrincipal } from './announcements.ts';
import type { CensusRun } from './census-run.ts';
import type { Announcement } from './ports.ts';

/**
 * What somebody must know of a row and no tick would tell any more: a halt, a recovery, the end of its refresh token.
 * The event goes out first and is noted in the row then, as everywhere: a crash between the two tells it twice, under one
 * id.
 */
export async function tellWhatNobodyTold(row: Principal, run: CensusRun): Promise<void> {
  if (row.state === 'halted' && haltIsUntold(row)) await tellHalt(row, run);
  if (recoveryIsUntold(row, run.ports.clock.now())) await tellRecovery(row, run);
  await lookAtEnd(row, run);
}

async function tellHalt(row: HaltedPrincipal, run: CensusRun): Promise<void> {
  const { principals, clock } = run.ports;
  const { principalId, generation, haltedGeneration, haltReason, lastError } = row;
  const facts = {
    code: lastError?.code ?? haltReason,
    reason: `It is halted (${haltReason}).`,
    action: lastError?.action ?? protocolOf(row.provider)?.reauthorize ?? ACTION.checkRow,
  };
  const event = aboutPrincipal(EVENT.reauthorizationRequired, row, haltedGeneration, facts, clock.now());
  if (await announce(event, row, run))
    await principals.announced(principalId, generation, {
      what: 'reauthorize',
      generation: haltedGeneration,
    });
}

async function tellRecovery(row: Principal, run: CensusRun): Promise<void> {
  const { announced, principalId, generation } = row;
  if (announced === undefined) return;
  const facts = { reason: 'It was refreshed and published again.' };
  const event = aboutPrincipal(EVENT.recovered, row, announced.generation, facts, run.ports.clock.now());
  if (await announce(event, row, run))
    await run.ports.principals.announced(principalId, generation, undefined);
}

async function lookAtEnd(row: Principal, run: CensusRun): Promise<void> {
  const { principals, clock } = run.ports;
  const protocol = protocolOf(row.provider);
  if (!protocol || !endNeedsOwner(protocol)) return;
  const { principalId, generation, refreshTokenExpiresAt: end = 0, endNoted } = row;
  switch (stepTowardsEnd(row, clock.now())) {
    case undefined:
      return;
    case 'note':
      await principals.noteEnd(principalId, generation, { at: end, generation, told: false });
      return;
    case 'tell': {
      const facts = {
        code: 'refresh-token-ends',
        reason: `Its refresh token ends on ${day(end)}, and refreshing does not move that.`,
        action: protocol.reauthorize,
      };
      const event = aboutPrincipal(
        EVENT.reauthorizationRequired,
        row,
        episodeOf(endNoted?.at ?? end),
        facts,
        clock.now(),
      );
      if (await announce(event, row, run))
        // As it was noted: the id of the announcement that it is over is made of it.
        await principals.noteEnd(principalId, generation, {
          at: endNoted?.at ?? end,
          generation,
          told: true,
        });
      return;
    }
    case 'over': {
      const facts = { reason: 'Its refresh token does not end then any more.' };
      const event = aboutPrincipal(EVENT.recovered, row, episodeOf(endNoted?.at ?? 0), facts, clock.now());
      if (await announce(event, row, run)) await principals.noteEnd(principalId, generation, undefined);
    }
  }
}

const episodeOf = (end: number): string => `refresh-token-ends@${Math.floor(end / SECOND)}`;

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** False when the bus did not take it: the next census tells it. */
async function announce(event: Announcement, row: Principal, run: CensusRun): Promise<boolean> {
  try {
    await run.ports.announcer.announce(event);
    run.mended.note(row.app, `told: ${event.type}`, row.principalId);
    return true;
  } catch {
    run.found.note(row.app, 'announcement-failed', row.principalId);
    return false;
  }
}
