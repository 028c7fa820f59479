/** An expression that CloudWatch, or this part of it, does not take. */
export class ExpressionError extends Error {
  readonly code = 'expression-not-understood';

  constructor(problem: string) {
    super(problem);
    this.name = 'ExpressionError';
  }
}
