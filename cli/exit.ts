/** What a command answers its caller with; every `--help` lists them. */
export const EXIT = {
  done: 0,
  /** The fleet said no, or a principal is left without a published token. */
  refused: 1,
  /** Arguments, or a file, that cannot be used: nothing was sent. */
  wrongInput: 2,
  /** AWS, the stack or its function did not do their part. */
  unreachable: 3,
  /** Ctrl-C at a prompt, as shells count it. */
  interrupted: 130,
} as const;

/** For the end of a `--help`. */
export const exitCodes = (refused: string): string =>
  [
    'Exit codes:',
    '  0  done',
    `  1  ${refused}`,
    '  2  arguments or a file that cannot be used: nothing was sent',
    '  3  AWS not reachable, no such stack, no permission, or the function failed',
  ].join('\n');
