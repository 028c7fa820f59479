import { ExpressionError } from './error.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  /** `text`: without its quotes. */
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'name'; readonly text: string; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

const TOKEN =
  /(?<space>\s+)|(?<number>\d+(?:\.\d+)?)|(?<name>[A-Za-z_]\w*)|'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<sign>[-+*/(),[\]])/y;

/** @throws {ExpressionError} at the first sign that is not known */
export const tokensOf = (source: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (!found)
      throw new ExpressionError(`'${source.slice(at, at + 20)}' is not understood at position ${at}`);
    const { number, name, single, double, sign } = found.groups ?? {};
    const text = single ?? double;
    if (number !== undefined) tokens.push({ kind: 'number', value: Number(number), at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else if (text !== undefined) tokens.push({ kind: 'text', text, at });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at });
    at += found[0].length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
};
