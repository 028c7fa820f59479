import { element } from './element.ts';
import { type Mark, markdownTree } from './markdown-tree.ts';

/** The page's own headings go down to the third level. */
const HEADINGS = ['h4', 'h5', 'h6'] as const;

/** The Markdown of a text widget, made of elements of ours alone. */
export const markdown = (text: string): DocumentFragment => {
  const fragment = document.createDocumentFragment();
  fragment.append(...nodesOf(markdownTree(text)));
  return fragment;
};

const nodesOf = (marks: readonly Mark[]): Node[] => marks.map(nodeOf);

const nodeOf = (mark: Mark): Node => {
  switch (mark.is) {
    case 'text':
      return document.createTextNode(mark.text);
    case 'heading':
      return element(HEADINGS[Math.min(mark.depth, HEADINGS.length) - 1] ?? 'h4', {}, ...nodesOf(mark.marks));
    case 'paragraph':
      return element('p', {}, ...nodesOf(mark.marks));
    case 'strong':
      return element('strong', {}, ...nodesOf(mark.marks));
    case 'emphasis':
      return element('em', {}, ...nodesOf(mark.marks));
    case 'item':
      return element('li', {}, ...nodesOf(mark.marks));
    case 'quote':
      return element('blockquote', {}, ...nodesOf(mark.marks));
    case 'list':
      return element(mark.ordered ? 'ol' : 'ul', {}, ...nodesOf(mark.marks));
    case 'code':
      return element('code', {}, mark.text);
    case 'break':
      return element('br');
    case 'rule':
      return element('hr');
    case 'link':
      return linkTo(mark.href, nodesOf(mark.marks));
    case 'table':
      return tableOf(mark);
  }
};

/** Away from this machine, in a tab of its own, and only when somebody follows it. */
export const linkTo = (href: string, inside: readonly Node[]): HTMLAnchorElement =>
  element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...inside);

const tableOf = ({ head, rows }: Extract<Mark, { is: 'table' }>): HTMLElement =>
  element(
    'table',
    {},
    element(
      'thead',
      {},
      element('tr', {}, ...head.map((cell) => element('th', { scope: 'col' }, ...nodesOf(cell)))),
    ),
    element(
      'tbody',
      {},
      ...rows.map((row) => element('tr', {}, ...row.map((cell) => element('td', {}, ...nodesOf(cell))))),
    ),
  );
