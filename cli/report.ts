import type { Terminal } from './terminal.ts';

/** Results on standard output, everything else on standard error; a progress line where somebody watches. */
export interface Report {
  /** An answer: as a line of JSON with `--json`, else the lines for people. */
  done(answer: object, lines: readonly string[]): void;
  /** Several things of one kind: a line of JSON each with `--json`, else the lines for people. */
  each(things: readonly object[], lines: readonly string[]): void;
  /** An answer that is no success: its lines go to standard error, and its JSON with `--json` to standard output. */
  failed(answer: object, lines: readonly string[]): void;
  /** For people, beside the results. */
  note(line: string): void;
  /** What is being done, on the one line that the next output takes away again. */
  progress(what: string): void;
}

/** For the end of a command that failed: a line each on standard error, in the place of any progress. */
export const tellFailure = ({ stderr }: Terminal, lines: readonly string[]): void => {
  stderr.write(`${stderr.isTTY ? ERASE_LINE : ''}${lines.join('\n')}\n`);
};

const ERASE_LINE = '\r\u001B[K';

export const reportTo = ({ stdout, stderr }: Terminal, json: boolean): Report => {
  let inProgress = false;
  const clear = (): void => {
    if (inProgress) stderr.write(ERASE_LINE);
    inProgress = false;
  };
  const write = (stream: NodeJS.WritableStream, lines: readonly string[]): void => {
    clear();
    if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
  };
  return {
    done: (answer, lines) => write(stdout, json ? [JSON.stringify(answer)] : lines),
    each: (things, lines) => write(stdout, json ? things.map((thing) => JSON.stringify(thing)) : lines),
    failed(answer, lines) {
      if (json) write(stdout, [JSON.stringify(answer)]);
      write(stderr, lines);
    },
    note: (line) => write(stderr, [line]),
    progress(what) {
      if (!stderr.isTTY) return;
      stderr.write(`${ERASE_LINE}${what}`);
      inProgress = true;
    },
  };
};
