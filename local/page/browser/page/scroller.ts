import { element } from './element.ts';

/** A part that scrolls inside itself, and never the page sideways. It can be reached by keys, so it has a name. */
export const scroller = (name: string): HTMLElement =>
  scrollable(element('section', { class: 'scroller' }), name);

export const scrollable = (section: HTMLElement, name: string): HTMLElement => {
  section.setAttribute('aria-label', name);
  section.tabIndex = 0;
  return section;
};
