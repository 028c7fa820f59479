import { createHash } from 'node:crypto';
import type { EVENT, EventType } from '../contract.ts';
import type { Principal } from '../core/principal.ts';
import type { AppPause } from '../core/standing.ts';
import type { Announcement } from './ports.ts';

/** The same change always gets the same id, so that a repetition after a crash can be told from news. */
const stableId = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);

/** What happened to one principal. Its generation names the episode: it moves with every success. */
export const aboutPrincipal = (
  type: EventType,
  principal: Principal,
  facts: { code?: string; reason?: string; action?: string },
  at: number,
): Announcement => ({
  type,
  id: stableId(type, principal.principalId, principal.generation),
  provider: principal.provider,
  app: principal.app,
  principalId: principal.principalId,
  ...facts,
  at,
});

/** An app that was paused, or works again; `since` names the episode. */
export const aboutApp = (
  type: typeof EVENT.configurationRequired | typeof EVENT.recovered,
  app: { app: string; provider: string },
  since: number,
  facts: { code?: string; reason?: string; action?: string },
  at: number,
): Announcement => ({
  type,
  id: stableId(type, app.app, since),
  provider: app.provider,
  app: app.app,
  ...facts,
  at,
});

export const pauseReason = (pause: AppPause): string =>
  pause.why === 'misconfigured'
    ? `The provider refuses the app itself (${pause.code}): nobody is halted, one principal a minute probes.`
    : `Grants are refused in bulk (${pause.code}) with no success between: nobody further is halted, one principal a minute probes.`;
