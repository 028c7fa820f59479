import { SECOND } from '../../lambdas/core/time.ts';
import type { App } from '../fleet/answers.ts';
import { tableLines } from './layout.ts';
import { ago, span } from './time.ts';

const HEADS = ['APP', 'PROVIDER', 'STATE', 'WAITS', 'ONLY FOR'];

/** A row each. @param now epoch ms */
export const appTable = (apps: readonly App[], now: number): string[] =>
  tableLines(
    HEADS,
    apps.map((app) => [app.app, app.provider, stateOf(app, now), waitOf(app, now), app.sole ?? '']),
  );

const stateOf = ({ paused }: App, now: number): string => {
  if (!paused) return 'runs';
  const since = ago(paused.since, now);
  return paused.by === 'operator' ? `paused by an operator, ${since}` : `held back: ${paused.why}, ${since}`;
};

const waitOf = ({ waits_until }: App, now: number): string =>
  waits_until !== undefined && waits_until * SECOND > now ? span(waits_until * SECOND - now) : '';

/** Items that nobody but their author understands. Ticks pass them over. */
export const malformedAppLines = (names: readonly string[]): string[] =>
  names.map((name) => `app ${name}: its control item breaks the contract and is passed over: correct it`);
