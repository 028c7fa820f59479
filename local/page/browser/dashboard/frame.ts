import type { WidgetView } from '../../../cloudwatch/views.ts';
import { element } from '../page/element.ts';

/** What every widget stands in: its title, and room for what it shows. */
export interface Frame {
  readonly node: HTMLElement;
  readonly body: HTMLElement;
}

let made = 0;

export const frame = (kind: WidgetView['kind'], title?: string): Frame => {
  made += 1;
  const body = element('div', { class: 'body' });
  if (title === undefined)
    return { node: element('section', { class: 'widget', 'data-kind': kind }, body), body };
  const heading = element('h3', { id: `widget-${made}` }, title);
  const node = element(
    'section',
    { class: 'widget', 'data-kind': kind, 'aria-labelledby': heading.id },
    heading,
    body,
  );
  return { node, body };
};

/** Why there is nothing to see. */
export const emptyNote = (): HTMLElement => element('p', { class: 'empty' });
