import { styleText } from 'node:util';
import { cut, flow } from './cells.ts';
import { figureTexts } from './figure-texts.ts';
import type { FaultView, Snapshot } from './snapshot.ts';
import { headLine, paint, principalLine, widthsFor } from './table.ts';
import { spanText } from './time-span.ts';

/** What a terminal has room for, and what a person has asked to see. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
  /** The first principal to be shown, from 0. @default 0 */
  readonly scrolledTo?: number;
  /** What the keys do now. @default nothing is said */
  readonly keys?: readonly string[];
}

/** Under this the table would be lost among its surroundings. */
const LEAST_PRINCIPALS = 3;

export const faultText = ({ name, since, over }: FaultView, at: number): string =>
  over ? `${name} ${spanText(at - since)} ago` : `${name} for ${spanText(at - since)}`;

const timeText = ({ at, startedAt, endsAt }: Snapshot): string =>
  endsAt === undefined
    ? `up ${spanText(at - startedAt)}`
    : `${spanText(at - startedAt)} of ${spanText(endsAt - startedAt)}`;

/** The lines above the table. */
const top = (snapshot: Snapshot, { columns, colour }: Screen): string[] => {
  const { title, endpoint, faults, at, notice } = snapshot;
  const [first = '', ...rest] = flow([title, timeText(snapshot), endpoint], columns);
  const faultLines = flow(
    faults.length > 0 ? faults.map((fault) => faultText(fault, at)) : ['all clouds and AWS are up'],
    columns,
  );
  return [
    colour ? styleText('bold', first, { validateStream: false }) : first,
    ...rest,
    ...flow(figureTexts(snapshot), columns),
    ...faultLines.map((line) => paint(faults.length > 0 ? 'waiting' : 'plain', line, colour)),
    ...(notice === undefined ? [] : [paint('bad', cut(notice, columns), colour)]),
  ];
};

/** How far one can scroll: so that the last page is full. */
export const furthestScroll = (snapshot: Snapshot, screen: Screen): number =>
  Math.max(0, snapshot.principals.length - room(snapshot, screen).principals);

interface Room {
  readonly principals: number;
  readonly above: readonly string[];
  readonly below: readonly string[];
  /** With blank lines around the table, where a terminal is high enough. */
  readonly airy: boolean;
}

const room = (snapshot: Snapshot, screen: Screen): Room => {
  const above = top(snapshot, screen);
  const below = flow(screen.keys ?? [], screen.columns);
  // A line for the head, and one that the cursor stays on.
  const free = screen.rows - above.length - below.length - 2;
  const wanted = snapshot.principals.length;
  if (free >= wanted + 2) return { principals: wanted, above, below, airy: true };
  if (free >= wanted) return { principals: wanted, above, below, airy: false };
  return { principals: Math.max(LEAST_PRINCIPALS, free - 1), above, below, airy: false };
};

/** Pure: the lines of one view, none wider than the terminal. Of many principals, those to which it is scrolled. */
export const frame = (snapshot: Snapshot, screen: Screen): string[] => {
  const { principals } = snapshot;
  const { above, below, airy, principals: count } = room(snapshot, screen);
  const from = Math.min(screen.scrolledTo ?? 0, Math.max(0, principals.length - count));
  const shown = principals.slice(from, from + count);
  const widths = widthsFor(screen.columns, shown, snapshot);
  const gap = airy ? [''] : [];
  const others = principals.length - shown.length;
  return [
    ...above,
    ...gap,
    paint('plain', headLine(widths), screen.colour),
    ...shown.map((view) => principalLine(view, widths, snapshot, screen.colour)),
    ...(others > 0 ? [moreText(others, from, screen.columns)] : []),
    ...gap,
    ...below.map((line) => paint('plain', line, screen.colour)),
  ];
};

const moreText = (others: number, above: number, columns: number): string =>
  cut(`and ${others} more${above > 0 ? `, ${above} of them above` : ''} (arrow and page keys)`, columns);
