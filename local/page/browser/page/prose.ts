import { element } from './element.ts';
import { linkTo } from './markdown.ts';

const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g;

/** Plain text with its line breaks, in which an address can be followed. */
export const prose = (text: string): HTMLElement => {
  const paragraph = element('p', { class: 'prose' });
  let from = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    paragraph.append(text.slice(from, index), linkTo(address, [document.createTextNode(address)]));
    from = index + address.length;
  }
  paragraph.append(text.slice(from));
  return paragraph;
};
