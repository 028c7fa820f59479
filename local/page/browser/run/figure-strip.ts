import type { Snapshot } from '../../../live/snapshot.ts';
import { byId, element, setAttributes, setText } from '../page/element.ts';
import { pieces } from '../page/pieces.ts';
import { figuresOf, type RunFigure } from './run-figures.ts';

const WHOLE = new Intl.NumberFormat('en');

/** The run in figures, side by side. */
export const figureStrip = (): ((snapshot: Snapshot) => void) => {
  const show = pieces<RunFigure>(
    byId('figures'),
    ({ word }) => word,
    ({ word, says }) => {
      const number = element('dd');
      const node = element('div', { title: says }, element('dt', {}, word), number);
      return {
        node,
        update({ value, mood }) {
          setText(number, WHOLE.format(value));
          setAttributes(node, { 'data-mood': mood });
        },
      };
    },
  );
  return (snapshot) => show(figuresOf(snapshot));
};
