import { LogQueryError } from './error.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Goes through the tokens of a query, one after the other. */
export class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  /** @throws {LogQueryError} */
  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  get token(): Token {
    // The last one is the end, and nothing goes past it.
    return this.#tokens[this.#next] as Token;
  }

  get isAtEnd(): boolean {
    return this.token.kind === 'end';
  }

  take(): Token {
    const { token } = this;
    if (!this.isAtEnd) this.#next += 1;
    return token;
  }

  /** Goes past a sign if it comes next. */
  takesSign(text: string): boolean {
    const isNext = this.token.kind === 'sign' && this.token.text === text;
    if (isNext) this.#next += 1;
    return isNext;
  }

  /** Goes past a word, in whatever case, if it comes next. */
  takesWord(word: string): boolean {
    const { token } = this;
    const isNext = token.kind === 'name' && !token.isQuoted && token.text.toLowerCase() === word;
    if (isNext) this.#next += 1;
    return isNext;
  }

  expectSign(text: string): void {
    if (!this.takesSign(text)) throw this.unexpected(`'${text}'`);
  }

  name(what: string): string {
    const { token } = this;
    if (token.kind !== 'name') throw this.unexpected(what);
    this.#next += 1;
    return token.text;
  }

  /** One after the other, with commas between them. */
  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.takesSign(',')) items.push(read());
    return items;
  }

  unexpected(wanted: string): LogQueryError {
    const { token } = this;
    const found = token.kind === 'end' ? 'the end' : `'${token.text}'`;
    return new LogQueryError(`${wanted} is needed where ${found} stands`);
  }
}
