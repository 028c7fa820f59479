import { DAY, MINUTE, SECOND } from '../../lambdas/core/time.ts';

/** A span of ms as people say it, in at most two units. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / SECOND));
  if (seconds < 180) return `${seconds} s`;
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(ms / DAY)} d`;
};

/** `2026-11-22 10:40:12 UTC`, of epoch seconds. */
export const moment = (seconds: number): string =>
  `${new Date(seconds * SECOND).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** `5 min ago`, of epoch seconds. @param now epoch ms */
export const ago = (seconds: number, now: number): string => `${span(now - seconds * SECOND)} ago`;
