import type { Snapshot } from '../../../live/snapshot.ts';
import { byId, element, setAttributes, setText } from '../page/element.ts';
import { pieces } from '../page/pieces.ts';
import { brokenNote, type Spell, spellsOf, spellText } from './broken-spells.ts';

const SHOWN = 8;

/** What is broken on purpose, and was. */
export const brokenThings = (): ((snapshot: Snapshot) => void) => {
  const section = byId('broken');
  const note = byId('broken-note');
  const show = pieces<Spell>(
    byId('broken-list'),
    ({ name, from }) => `${name} ${from}`,
    ({ name }) => {
      const sign = element('span', { class: 'sign', 'aria-hidden': 'true' });
      const when = element('span', { class: 'second' });
      const node = element('li', {}, sign, element('span', { class: 'word' }, name), when);
      return {
        node,
        update(spell) {
          setAttributes(node, { 'data-mood': spell.isNow ? 'bad' : 'calm' });
          setText(sign, spell.isNow ? '✕' : '✓');
          setText(when, spellText(spell));
        },
      };
    },
  );
  return (snapshot) => {
    const spells = spellsOf(snapshot);
    const now = spells.filter((spell) => spell.isNow).length;
    show(spells.slice(0, Math.max(SHOWN, now)));
    setAttributes(section, { 'data-mood': now > 0 ? 'bad' : undefined });
    setText(note, brokenNote(now, spells.length, snapshot.figures.usedTwice !== undefined));
  };
};
