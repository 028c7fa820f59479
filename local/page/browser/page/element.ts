export type Child = Node | string | undefined;

/** An attribute that is undefined is left out; one that is '' is there without a value. */
type Attributes = Readonly<Record<string, string | undefined>>;

/** Text goes in as text: nothing that was said elsewhere is ever read as HTML here. */
export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined));
  return made;
};

export const setAttributes = (target: Element, attributes: Attributes): void => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) target.removeAttribute(name);
    else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
  }
};

/** Leaves alone what says it already, so that a selection stays. */
export const setText = (target: Element, text: string): void => {
  if (target.textContent !== text) target.textContent = text;
};

/** @throws where the page's own HTML lacks it */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element ${id}.`);
  return found;
};

const SVG = 'http://www.w3.org/2000/svg';

export const svgElement = (tag: string, attributes: Attributes): SVGElement => {
  const made = document.createElementNS(SVG, tag);
  setAttributes(made, attributes);
  return made;
};
