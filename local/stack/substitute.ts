/** `${Name}` or `${Resource.Attribute}`; `${!Literal}` stands for `${Literal}` itself. */
const PLACEHOLDER = /\$\{(!?)([^}]+)\}/g;

/** The pattern of an `Fn::Sub` with its placeholders replaced. */
export const substitute = (pattern: string, lookUp: (name: string) => string): string =>
  pattern.replace(PLACEHOLDER, (_, literal: string, name: string) =>
    literal ? `\${${name}}` : lookUp(name.trim()),
  );

/** The names in a pattern of an `Fn::Sub`. */
export const placeholders = (pattern: string): string[] =>
  [...pattern.matchAll(PLACEHOLDER)].filter(([, literal]) => !literal).map(([, , name = '']) => name.trim());
