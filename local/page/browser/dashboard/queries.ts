import type { QueryView } from '../../../cloudwatch/views.ts';
import { cellTable } from '../page/cell-table.ts';
import { byId, element, setText } from '../page/element.ts';
import { type Piece, pieces } from '../page/pieces.ts';
import { scroller } from '../page/scroller.ts';
import { commonPart } from '../words/short-names.ts';

/** The saved queries of the log, each with what it finds now. */
export const queryList = (): ((queries: readonly QueryView[]) => void) => {
  const note = byId('queries-note');
  const show = pieces<ShortQuery>(byId('queries-list'), ({ name }) => name, queryPiece);
  return (queries) => {
    const common = commonPart(queries.map(({ name }) => name));
    show(queries.map((query) => ({ ...query, short: query.name.slice(common.length) })));
    setText(note, queries.length === 0 ? 'The stack saves no queries.' : '');
  };
};

interface ShortQuery extends QueryView {
  readonly short: string;
}

const queryPiece = ({ name, short }: ShortQuery): Piece<ShortQuery> => {
  const count = element('span', { class: 'count' });
  const code = element('code');
  const table = scroller(name);
  const node = element(
    'li',
    {},
    element(
      'details',
      {},
      element('summary', {}, element('span', { class: 'word', title: name }, short), count),
      element('pre', { tabindex: '0' }, code),
      table,
    ),
  );
  let shown: string | undefined;
  return {
    node,
    update({ query, columns, rows }) {
      setText(code, query);
      setText(count, rows.length === 1 ? '1 row' : `${rows.length} rows`);
      const now = JSON.stringify([columns, rows]);
      if (now !== shown)
        table.replaceChildren(
          rows.length > 0
            ? cellTable(name, columns, rows)
            : element('p', { class: 'empty' }, 'It finds nothing.'),
        );
      shown = now;
    },
  };
};
