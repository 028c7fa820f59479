import { cellText, isNumeric } from './cells.ts';
import { element } from './element.ts';

/** What a query of the log found, as a table that scrolls inside itself. */
export const cellTable = (
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement => {
  const align = columns.map((_, index) => (isNumeric(rows, index) ? 'number' : undefined));
  return element(
    'table',
    {},
    element('caption', { class: 'unseen' }, caption),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...columns.map((name, at) => element('th', { scope: 'col', class: align[at] }, name)),
      ),
    ),
    element(
      'tbody',
      {},
      ...rows.map((row) =>
        element(
          'tr',
          {},
          ...columns.map((_, at) =>
            element('td', { class: align[at], title: row[at] }, cellText(row[at] ?? '')),
          ),
        ),
      ),
    ),
  );
};
