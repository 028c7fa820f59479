import { isAlive, isOverdue, type PrincipalView } from '../../../live/snapshot.ts';

/** How somebody who looks should take a principal. The worst first. */
export const STANDINGS = [
  'unreadable',
  'halted',
  'expired',
  'overdue',
  'failing',
  'paused',
  'new',
  'healthy',
] as const;
export type Standing = (typeof STANDINGS)[number];

/** A word for each, and a sign that tells it apart where colours do not. */
export const STANDING_TEXT: Readonly<Record<Standing, { readonly word: string; readonly sign: string }>> = {
  unreadable: { word: 'row unreadable', sign: '✕' },
  halted: { word: 'halted', sign: '✕' },
  expired: { word: 'token over', sign: '✕' },
  overdue: { word: 'overdue', sign: '!' },
  failing: { word: 'tried again', sign: '!' },
  paused: { word: 'paused', sign: '‖' },
  new: { word: 'no token yet', sign: '…' },
  healthy: { word: 'healthy', sign: '✓' },
};

/** Of the page's four colours. */
export type Mood = 'bad' | 'warn' | 'calm' | 'good';

export const moodOf = (standing: Standing): Mood => {
  switch (standing) {
    case 'unreadable':
    case 'halted':
    case 'expired':
      return 'bad';
    case 'overdue':
    case 'failing':
      return 'warn';
    case 'paused':
    case 'new':
      return 'calm';
    case 'healthy':
      return 'good';
  }
};

export const standingOf = (view: PrincipalView, at: number, patienceMs: number): Standing => {
  const { state, expiresAt, failure } = view;
  if (state !== 'active') return state;
  if (expiresAt !== undefined && !isAlive(view, at)) return 'expired';
  if (isOverdue(view, at, patienceMs)) return 'overdue';
  if (failure) return 'failing';
  return expiresAt === undefined ? 'new' : 'healthy';
};

export const isInTrouble = (standing: Standing): boolean => {
  const mood = moodOf(standing);
  return mood === 'bad' || mood === 'warn';
};
