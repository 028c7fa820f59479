import { type Snapshot, standingsOf } from './snapshot.ts';

/** The fleet in figures, each behind its word. */
export const figureTexts = (snapshot: Snapshot): string[] => {
  const { principals, alive, overdue, halted } = standingsOf(snapshot);
  const { refreshed, refreshedLastMinute, retries, answersLost, usedTwice, ticks } = snapshot.figures;
  const broken = snapshot.faults.filter(({ over }) => !over).length;
  return [
    `principals ${principals}`,
    `alive ${alive}`,
    `overdue ${overdue}`,
    `halted ${halted}`,
    `refreshed ${refreshed}`,
    `per minute ${refreshedLastMinute}`,
    `retries ${retries}`,
    `answers lost ${answersLost}`,
    ...(usedTwice === undefined ? [] : [`used twice ${usedTwice}`]),
    `faults now ${broken}`,
    `ticks ${ticks}`,
  ];
};
