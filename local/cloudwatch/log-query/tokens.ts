import { LogQueryError } from './error.ts';

export type Token =
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  /** `text`: without its quotes. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly text: string; readonly pattern: RegExp }
  | { readonly kind: 'name'; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' };

const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+|#[^\n]*)`,
    String.raw`(?<number>-?\d+(?:\.\d+)?(?![\w.]))`,
    String.raw`(?<name>@?[A-Za-z_][\w.-]*)`,
    '`(?<quoted>[^`]*)`',
    `'(?<single>[^']*)'`,
    `"(?<double>[^"]*)"`,
    String.raw`/(?<pattern>(?:\\.|[^/\\\n])+)/`,
    String.raw`(?<sign>!=|<=|>=|[=<>|,()[\]*])`,
  ].join('|'),
  'y',
);

/** @throws {LogQueryError} at the first sign that is not known */
export const tokensOf = (source: string): Token[] => {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(source)?.groups;
    if (!groups) throw new LogQueryError(`'${source.slice(at, at + 20)}' is not understood`);
    const token = tokenOf(groups);
    if (token) tokens.push(token);
  }
  return [...tokens, { kind: 'end', text: '' }];
};

const tokenOf = (groups: Partial<Record<string, string>>): Token | undefined => {
  const { number, name, quoted, single, double, pattern, sign } = groups;
  const text = single ?? double;
  if (number !== undefined) return { kind: 'number', text: number, value: Number(number) };
  if (name !== undefined) return { kind: 'name', text: name, isQuoted: false };
  if (quoted !== undefined) return { kind: 'name', text: quoted, isQuoted: true };
  if (text !== undefined) return { kind: 'text', text };
  if (pattern !== undefined) return { kind: 'pattern', text: pattern, pattern: patternOf(pattern) };
  return sign === undefined ? undefined : { kind: 'sign', text: sign };
};

const patternOf = (source: string): RegExp => {
  try {
    return new RegExp(source);
  } catch {
    throw new LogQueryError(`the pattern /${source}/ is not understood`);
  }
};
