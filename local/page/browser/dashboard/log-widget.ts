import { cellTable } from '../page/cell-table.ts';
import { setText } from '../page/element.ts';
import type { Piece } from '../page/pieces.ts';
import { scroller } from '../page/scroller.ts';
import { emptyNote, frame } from './frame.ts';
import type { WidgetOf } from './widget.ts';

export const logWidget = ({ title }: WidgetOf<'log'>): Piece<WidgetOf<'log'>> => {
  const { node, body } = frame('log', title);
  const table = scroller(title);
  const empty = emptyNote();
  body.append(table, empty);
  let shown: string | undefined;
  return {
    node,
    update({ columns, rows, none }) {
      const now = JSON.stringify([columns, rows]);
      if (now !== shown) table.replaceChildren(cellTable(title, columns, rows));
      shown = now;
      const why = none ?? (rows.length === 0 ? 'The query finds nothing.' : undefined);
      setText(empty, why ?? '');
      empty.hidden = why === undefined;
      table.hidden = why !== undefined;
    },
  };
};
