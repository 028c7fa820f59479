import { isAlive, isOverdue, type PrincipalView } from './snapshot.ts';
import { spanText } from './time-span.ts';

/** How a person should take it. */
export type Mood = 'good' | 'waiting' | 'bad' | 'plain';

const NOBODY_LOOKS = '-';

export const expiryText = (view: PrincipalView, at: number): string => {
  if (view.expiresAt === undefined) return 'none';
  return isAlive(view, at) ? spanText(view.expiresAt - at) : 'over';
};

/** Of the token's life, from 1 to 0. */
export const lifeLeft = ({ issuedAt, expiresAt }: PrincipalView, at: number): number => {
  if (expiresAt === undefined || expiresAt <= at) return 0;
  const lifetime = expiresAt - (issuedAt ?? at);
  return lifetime > 0 ? (expiresAt - at) / lifetime : 1;
};

export const outcomeText = ({ state, failure, lastRefreshedAt }: PrincipalView, at: number): string => {
  if (state === 'unreadable') return 'its row breaks the contract';
  if (failure) return failure.times > 1 ? `${failure.code} ×${failure.times}` : failure.code;
  if (lastRefreshedAt === undefined) return 'not looked at yet';
  return `refreshed ${spanText(at - lastRefreshedAt)} ago`;
};

export const nextLookText = (view: PrincipalView, at: number, patienceMs: number): string => {
  if (view.state !== 'active' || view.refreshAt === undefined) return NOBODY_LOOKS;
  if (isOverdue(view, at, patienceMs)) return 'late';
  return view.refreshAt <= at ? 'now' : spanText(view.refreshAt - at);
};

export const moodOf = (view: PrincipalView, at: number): Mood => {
  if (view.state === 'halted' || view.state === 'unreadable') return 'bad';
  if (view.state === 'paused') return 'plain';
  if (view.failure) return isAlive(view, at) ? 'waiting' : 'bad';
  return isAlive(view, at) ? 'good' : 'waiting';
};
