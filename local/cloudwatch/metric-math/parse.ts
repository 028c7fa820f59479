import { readCall } from './calls.ts';
import { ExpressionError } from './error.ts';
import type { Expression, Operator } from './expression.ts';
import { type Token, tokensOf } from './tokens.ts';

/** CloudWatch's own limit. */
const MOST_CHARACTERS = 2_048;
/** Deeper than anybody writes by hand. */
const DEEPEST = 100;

const STRENGTH: Readonly<Record<Operator, number>> = { '+': 1, '-': 1, '*': 2, '/': 2 };
/** Of a sign before its operand. */
const STRENGTH_OF_NEGATIVE = 3;

/**
 * Reads metric math: + - * / with brackets, lists in square ones, and the functions of `calls.ts`.
 *
 * @throws {ExpressionError} which names what is not understood
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const parseExpression = (source: string): Expression => {
  if (source.length > MOST_CHARACTERS)
    throw new ExpressionError(`an expression of more than ${MOST_CHARACTERS} characters`);
  try {
    return new Parser(source).whole();
  } catch (error) {
    if (error instanceof ExpressionError) throw new ExpressionError(`${error.message}, in ${source}`);
    throw error;
  }
};

/** Operator precedence parsing, as Pratt describes it: each call takes what binds more strongly than its caller. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  whole(): Expression {
    const expression = this.#expression(0);
    if (this.#token.kind !== 'end') throw this.#unexpected();
    return expression;
  }

  #expression(strength: number): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new ExpressionError(`brackets more than ${DEEPEST} deep`);
    let left = this.#operand();
    for (let operator = this.#operator(strength); operator; operator = this.#operator(strength)) {
      this.#next += 1;
      left = { kind: 'arithmetic', operator, left, right: this.#expression(STRENGTH[operator]) };
    }
    this.#depth -= 1;
    return left;
  }

  /** The operator that comes next, if it binds more strongly than that. */
  #operator(strength: number): Operator | undefined {
    const { kind } = this.#token;
    const sign = kind === 'sign' ? this.#token.text : '';
    if (!Object.hasOwn(STRENGTH, sign)) return undefined;
    const operator = sign as Operator;
    return STRENGTH[operator] > strength ? operator : undefined;
  }

  #operand(): Expression {
    const token = this.#token;
    const before = this.#next;
    this.#next += 1;
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: token.value };
      case 'text':
        return { kind: 'text', text: token.text };
      case 'name':
        return this.#isNext('(') ? readCall(token.text, this.#arguments()) : { kind: 'line', id: token.text };
      case 'sign':
        if (token.text === '-') return { kind: 'negative', of: this.#expression(STRENGTH_OF_NEGATIVE) };
        if (token.text === '[') return { kind: 'list', items: this.#until(']') };
        if (token.text === '(') return this.#bracketed();
    }
    this.#next = before;
    throw this.#unexpected();
  }

  #bracketed(): Expression {
    const inner = this.#expression(0);
    this.#expect(')');
    return inner;
  }

  #arguments(): Expression[] {
    this.#expect('(');
    return this.#until(')');
  }

  /** Expressions with commas between them, up to a sign. */
  #until(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#isNext(end)) {
      if (items.length > 0) this.#expect(',');
      items.push(this.#expression(0));
    }
    this.#expect(end);
    return items;
  }

  #isNext(sign: string): boolean {
    return this.#token.kind === 'sign' && this.#token.text === sign;
  }

  #expect(sign: string): void {
    if (!this.#isNext(sign)) throw this.#unexpected();
    this.#next += 1;
  }

  get #token(): Token {
    // The last one is the end, and nothing goes past it.
    return this.#tokens[this.#next] as Token;
  }

  #unexpected(): ExpressionError {
    const token = this.#token;
    if (token.kind === 'end') return new ExpressionError('something is missing at the end');
    const text = token.kind === 'number' ? token.value : token.text;
    return new ExpressionError(`'${text}' is not expected at position ${token.at}`);
  }
}
