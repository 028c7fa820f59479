import { createHash } from 'node:crypto';
import type { EventType } from '../contract.ts';
import type { Principal } from '../core/principal.ts';
import type { Matter } from '../core/standing.ts';
import type { Announcement } from './ports.ts';

/** The same change always gets the same id, so that a repetition after a crash can be told from news. */
export const stableId = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);

/**
 * What happened to one principal. `episode` is the generation at which it began, which moves with every success, or
 * names what is not about a refresh.
 */
export const aboutPrincipal = (
  type: EventType,
  principal: Principal,
  episode: number | string,
  facts: { code?: string; reason?: string; action?: string },
  at: number,
): Announcement => ({
  type,
  id: stableId(type, principal.principalId, episode),
  provider: principal.provider,
  app: principal.app,
  principalId: principal.principalId,
  ...facts,
  at,
});

/** What concerns an app as a whole, or that it is over; `episode` names what and since when. */
export const aboutApp = (
  type: EventType,
  app: { app: string; provider: string },
  episode: string,
  facts: { code?: string; reason?: string; action?: string },
  at: number,
): Announcement => ({
  type,
  id: stableId(type, app.app, episode),
  provider: app.provider,
  app: app.app,
  ...facts,
  at,
});

const PROBES = 'one principal a minute probes';

export const reasonOf = ({ what, code }: Matter): string => {
  switch (what) {
    case 'misconfigured':
      return `The provider refuses the app itself (${code}): nobody is halted, ${PROBES}.`;
    case 'refused-in-bulk':
      return `Grants are refused in bulk (${code}) with no success between: nobody further is halted, ${PROBES}.`;
    case 'outage':
      return `The provider has given no usable answer for a quarter of an hour: nobody is halted, ${PROBES}.`;
  }
};
