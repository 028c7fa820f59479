import type { BrokenSpell, Snapshot } from '../../../live/snapshot.ts';
import { clockText } from '../words/clock.ts';
import { agoText, spanText } from '../words/spans.ts';

/** A spell as it is told at one moment. */
export interface Spell extends BrokenSpell {
  readonly at: number;
  readonly isNow: boolean;
}

/** A thing of a moment has no end either, and is not in what is broken now. */
const isNow = ({ name, to }: BrokenSpell, { faults }: Snapshot): boolean =>
  to === undefined && faults.some((fault) => fault.name === name && !fault.over);

/** Pure: what is broken on purpose now, then what was, newest first. */
export const spellsOf = (snapshot: Snapshot): Spell[] => {
  const all = (snapshot.broken ?? []).map((spell) => ({
    ...spell,
    at: snapshot.at,
    isNow: isNow(spell, snapshot),
  }));
  const newestFirst = all.toReversed();
  return [...newestFirst.filter((spell) => spell.isNow), ...newestFirst.filter((spell) => !spell.isNow)];
};

/** Pure: what a graph shades; a thing of a moment ends as it begins. */
export const shadesOf = (snapshot: Snapshot): BrokenSpell[] =>
  (snapshot.broken ?? []).map((spell) =>
    spell.to !== undefined || isNow(spell, snapshot) ? spell : { ...spell, to: spell.from },
  );

export const spellText = ({ from, to, at, isNow }: Spell): string => {
  if (isNow) return `for ${spanText(at - from)}, since ${clockText(from)}`;
  return to === undefined ? agoText(at - from) : `for ${spanText(to - from)}, from ${clockText(from)}`;
};

/** Pure: what to say of the whole of it. */
export const brokenNote = (now: number, all: number, canBreak: boolean): string => {
  if (!canBreak) return 'Your own clouds: nothing is broken on purpose.';
  if (now > 0) return '';
  return all > 0
    ? 'Nothing now: all clouds and AWS are up.'
    : 'Nothing: all clouds and AWS are up. Keys in the terminal break them, and so does npm start -- --faults.';
};
