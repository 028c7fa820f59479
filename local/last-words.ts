import { figureTexts } from './live/figure-texts.ts';
import { spanText } from './live/time-span.ts';
import { type Verdict, verdictLines } from './live/verdict.ts';
import type { LiveFleet } from './live-fleet.ts';

const FAULTS_TOLD = 12;

/** What was done in a run, and what it came to. */
export const lastWords = (fleet: LiveFleet, verdict: Verdict): string[] => {
  const { startedAt } = fleet;
  const snapshot = fleet.snapshot();
  const { records } = fleet.board;
  const told = records.slice(-FAULTS_TOLD).map(({ name, from, to }) => {
    const when = `at ${spanText(from - startedAt)}`;
    return `  ${when.padEnd(10)} ${name}${to === undefined ? '' : `, for ${spanText(to - from)}`}`;
  });
  const earlier = records.length - told.length;
  return [
    `ran ${spanText(snapshot.at - startedAt)}: ${figureTexts(snapshot).join(', ')}`,
    ...(told.length > 0 ? ['what was broken:'] : []),
    ...(earlier > 0 ? [`  ${earlier} or more before these`] : []),
    ...told,
    ...verdictLines(verdict),
  ];
};
