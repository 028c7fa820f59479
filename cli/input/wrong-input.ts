const MOST_SHOWN = 10;

/**
 * Arguments or a file cannot be used. One problem each: where, and what is expected; never what was found, since that
 * may be a secret in the wrong place.
 */
export class WrongInputError extends Error {
  readonly problems: readonly string[];

  constructor(...problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'WrongInputError';
    this.problems = problems;
  }

  /** For standard error: a line each, the first few of them. */
  lines(): string[] {
    const more = this.problems.length - MOST_SHOWN;
    return [
      ...this.problems.slice(0, MOST_SHOWN).map((problem) => `error: ${problem}`),
      ...(more > 0 ? [`and ${more} more`] : []),
    ];
  }
}
