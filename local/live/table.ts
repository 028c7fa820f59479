import { styleText } from 'node:util';
import stringWidth from 'string-width';
import { bar, cell } from './cells.ts';
import { expiryText, lifeLeft, type Mood, moodOf, nextLookText, outcomeText } from './principal-row.ts';
import type { PrincipalView } from './snapshot.ts';

/** Colours on their own say nothing: every mood is also told in words. */
const COLOUR = { good: 'green', waiting: 'yellow', bad: 'red', plain: 'gray' } as const;

export const paint = (mood: Mood, text: string, colour: boolean): string =>
  colour ? styleText(COLOUR[mood], text, { validateStream: false }) : text;

interface Moment {
  readonly at: number;
  readonly patienceMs: number;
}

interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** The narrowest terminal that has room for it. */
  readonly from: number;
  readonly text: (view: PrincipalView, moment: Moment, width: number) => string;
  /** Takes part in the row's colour. */
  readonly painted?: true;
}

const COLUMNS = {
  id: { title: 'PRINCIPAL', from: 0, text: ({ principalId }) => principalId },
  provider: { title: 'PROVIDER', from: 72, text: ({ provider }) => provider },
  bar: { title: '', from: 64, painted: true, text: (view, { at }, width) => bar(lifeLeft(view, at), width) },
  expires: { title: 'EXPIRES', from: 0, align: 'right', text: (view, { at }) => expiryText(view, at) },
  state: { title: 'STATE', from: 56, painted: true, text: ({ state }) => state },
  outcome: { title: 'LAST OUTCOME', from: 36, painted: true, text: (view, { at }) => outcomeText(view, at) },
  next: {
    title: 'NEXT',
    from: 48,
    align: 'right',
    text: (view, { at, patienceMs }) => nextLookText(view, at, patienceMs),
  },
} as const satisfies Record<string, Column>;

type Name = keyof typeof COLUMNS;
export type Widths = Partial<Record<Name, number>>;

const GAP = '  ';
const FIXED: Widths = { provider: 8, expires: 7, state: 7, next: 6 };
const OUTCOME = { least: 17, most: 40 };
const BAR = { least: 8, most: 28 };
const ID = { least: 9, most: 32 };

const named = Object.entries(COLUMNS) as [Name, Column][];

const widest = (texts: readonly string[], { least, most }: { least: number; most: number }): number =>
  Math.min(most, Math.max(least, ...texts.map((text) => stringWidth(text))));

/** Shares a line out: first what has one width, then the ids, then outcomes, and what is left to the bars. */
export const widthsFor = (columns: number, views: readonly PrincipalView[], { at }: Moment): Widths => {
  const names = named.filter(([, { from }]) => columns >= from).map(([name]) => name);
  const widths: Widths = {};
  for (const name of names) widths[name] = FIXED[name] ?? 0;
  let left = columns - GAP.length * (names.length - 1);
  for (const name of names) left -= widths[name] ?? 0;

  const take = (name: Name, wanted: number, keepFree: number): void => {
    if (!names.includes(name)) return;
    const width = Math.max(0, Math.min(wanted, left - keepFree));
    widths[name] = width;
    left -= width;
  };
  const barLeast = names.includes('bar') ? BAR.least : 0;
  const outcomeLeast = names.includes('outcome') ? OUTCOME.least : 0;
  const ids = views.map(({ principalId }) => principalId);
  const outcomes = views.map((view) => outcomeText(view, at));
  take('id', widest(ids, ID), barLeast + outcomeLeast);
  take('outcome', widest(outcomes, OUTCOME), barLeast);
  take('bar', BAR.most, 0);
  return widths;
};

const line = (widths: Widths, drawn: (name: Name, column: Column, width: number) => string): string =>
  named
    .flatMap(([name, column]) => {
      const width = widths[name];
      return width === undefined ? [] : [drawn(name, column, width)];
    })
    .join(GAP);

export const headLine = (widths: Widths): string =>
  line(widths, (_, { title, align }, width) => cell(title, width, align)).trimEnd();

export const principalLine = (
  view: PrincipalView,
  widths: Widths,
  moment: Moment,
  colour: boolean,
): string => {
  const mood = moodOf(view, moment.at);
  return line(widths, (_, column, width) => {
    const text = cell(column.text(view, moment, width), width, column.align);
    return column.painted ? paint(mood, text, colour) : text;
  });
};
