const MOST_SHOWN = 10;

/**
 * Arguments or a file cannot be used. One problem each: where, and what is expected; never what was found, since that
 * may be a secret in the wrong place.
 */
export class WrongInputError extends Error {
  readonly problems: readonly string[];

  /** Many come as a list: a call cannot be given as many arguments as a long file has lines. */
  constructor(...problems: readonly (string | readonly string[])[]) {
    const all = problems.flat();
    super(all.slice(0, MOST_SHOWN).join('; '));
    this.name = 'WrongInputError';
    this.problems = all;
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
