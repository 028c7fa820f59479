import { type Snapshot, standingsOf } from '../../../live/snapshot.ts';
import type { Mood } from '../fleet/standing.ts';

/** One figure of the run, behind its word. */
export interface RunFigure {
  readonly word: string;
  readonly value: number;
  readonly mood?: Mood;
  /** What it says, for who wonders. */
  readonly says: string;
}

/** Pure: the fleet and the run in figures. */
export const figuresOf = (snapshot: Snapshot): RunFigure[] => {
  const { principals, alive, overdue, halted } = standingsOf(snapshot);
  const { refreshed, refreshedLastMinute, retries, answersLost, usedTwice, ticks } = snapshot.figures;
  return [
    { word: 'principals', value: principals, says: 'enrolled here' },
    { word: 'with a live token', value: alive, says: 'whose token has not ended' },
    {
      word: 'overdue',
      value: overdue,
      says: 'due, and nobody has looked',
      ...(overdue > 0 && { mood: 'warn' }),
    },
    {
      word: 'halted',
      value: halted,
      says: 'stopped until somebody acts',
      ...(halted > 0 && { mood: 'bad' }),
    },
    { word: 'refreshed', value: refreshed, says: 'since the start of this run' },
    { word: 'in the last minute', value: refreshedLastMinute, says: 'refreshed, by the clock on the wall' },
    { word: 'tried again', value: retries, says: 'requests or publications that did not get through' },
    {
      word: 'answers lost',
      value: answersLost,
      says: 'requests whose answer never came, or could not be read',
    },
    ...(usedTwice === undefined
      ? []
      : [
          {
            word: 'used twice',
            value: usedTwice,
            says: 'refresh tokens, as the clouds saw it: must stay 0',
            mood: usedTwice === 0 ? 'good' : 'bad',
          } as const,
        ]),
    { word: 'ticks', value: ticks, says: 'runs of the schedule' },
  ];
};
