/**
 * A JSON text before it is written. It may break JSON's own rules: a name can stand there twice, and `raw` holds what no
 * value can (`1e999`, `NaN`, a hundred thousand brackets).
 */
export type Paper =
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'list'; readonly items: Paper[] }
  | { readonly kind: 'object'; readonly members: Member[] };

export interface Member {
  name: string;
  value: Paper;
}

export const raw = (text: string): Paper => ({ kind: 'raw', text });

export const paperOf = (value: unknown): Paper => {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(paperOf) };
  if (typeof value !== 'object' || value === null) return raw(JSON.stringify(value) ?? 'null');
  const members = Object.entries(value).map(([name, one]) => ({ name, value: paperOf(one) }));
  return { kind: 'object', members };
};

export const written = (paper: Paper): string => {
  switch (paper.kind) {
    case 'raw':
      return paper.text;
    case 'list':
      return `[${paper.items.map(written).join(',')}]`;
    case 'object':
      return `{${paper.members.map(({ name, value }) => `${JSON.stringify(name)}:${written(value)}`).join(',')}}`;
  }
};

/** Every object in it, from the outside to the inside. */
export const objectsIn = (paper: Paper): Extract<Paper, { kind: 'object' }>[] => {
  switch (paper.kind) {
    case 'raw':
      return [];
    case 'list':
      return paper.items.flatMap(objectsIn);
    case 'object':
      return [paper, ...paper.members.flatMap(({ value }) => objectsIn(value))];
  }
};

export const membersIn = (paper: Paper): Member[] => objectsIn(paper).flatMap(({ members }) => members);
