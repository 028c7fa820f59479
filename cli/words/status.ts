import { SECOND } from '../../lambdas/core/time.ts';
import type { Census, Done } from '../fleet/answers.ts';
import { appTable } from './app.ts';
import { factLines } from './layout.ts';
import { ago, span } from './time.ts';

/**
 * How a fleet fares as a whole.
 *
 * @param now epoch ms
 * @param goOn the command that ends a pause of everything
 */
export const statusLines = (
  { everything_paused, apps, census }: Done<'status'>,
  now: number,
  goOn: string,
): string[] => [
  ...factLines([
    ['fleet', everything_paused ? `paused: nobody is asked. Go on with: ${goOn}` : 'runs'],
    ...(census ? censusFacts(census, now) : ([['counted', 'not yet: the first census is to come']] as const)),
  ]),
  '',
  ...(apps.length > 0 ? appTable(apps, now) : ['No apps yet.']),
];

/** As it was when it was counted. */
const censusFacts = (census: Census, now: number) =>
  [
    ['counted', ago(census.at, now)],
    ['principals', statesOf(census.principals)],
    ['tokens', soonest(census)],
    ['expired', census.expired && `${census.expired} that run have no living token`],
    ['overdue', census.overdue && `${census.overdue} not looked at for minutes after their time`],
    ['malformed', census.malformed && `${census.malformed} rows break the contract`],
    ['adopted', census.adopted && `${census.adopted} put back into their queue`],
    ['drift', census.drift && `${census.drift} secrets that differed from their row`],
    ['orphans', census.orphans && `${census.orphans} secrets belong to no row`],
  ] as const;

const statesOf = (principals: Census['principals']): string =>
  Object.entries(principals)
    .filter(([, many]) => many > 0)
    .map(([state, many]) => `${many} ${state}`)
    .join(', ') || 'none';

const soonest = ({ min_seconds_to_expiry: seconds }: Census): string | undefined => {
  if (seconds === undefined) return undefined;
  const ms = seconds * SECOND;
  return ms > 0 ? `the one that ends first had ${span(ms)} left` : `one ended ${span(-ms)} before`;
};
