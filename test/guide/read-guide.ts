/** What a person types at one place, and what the guide says will be seen. */
export interface Commands {
  readonly do: 'type';
  readonly lines: readonly string[];
  /** Absent: the guide shows nothing. */
  readonly seen?: string;
  /** Of the last line. */
  readonly exitCode: number;
}

export type Step =
  | Commands
  /** Commands that need AWS itself. */
  | { readonly do: 'on-aws'; readonly lines: readonly string[] }
  /** A file that the guide has its reader write. */
  | { readonly do: 'write'; readonly name: string; readonly content: string }
  /** What happens without the reader: a comment `<!-- meanwhile: … -->`. */
  | { readonly do: 'meanwhile'; readonly what: string };

export interface Task {
  readonly title: string;
  readonly steps: readonly Step[];
}

export const GUIDE = new URL('../../docs/guide.md', import.meta.url);
const ON_AWS = '# on AWS';
const PIECES = new RegExp(
  [
    '<!-- meanwhile: (?<what>.+?) -->',
    '`(?<name>[\\w.-]+)`\\n\\n```(?:json|jsonl|csv)\\n(?<content>[^`]*)```',
    '(?:<!-- exits (?<code>\\d) -->\\n+)?```sh\\n(?<typed>[^`]*)```(?:\\n\\n```text\\n(?<seen>[^`]*)```)?',
  ].join('|'),
  'g',
);

/** The tasks of the guide, a heading of the second level each, with what is done in them, in order. */
export const readGuide = (text: string): readonly Task[] => {
  const [, ...parts] = text.split(/^## /m);
  return parts.map((part) => ({
    title: part.slice(0, part.indexOf('\n')),
    steps: [...part.matchAll(PIECES)].map(({ groups = {} }) => stepOf(groups)),
  }));
};

const stepOf = ({
  what,
  name,
  content = '',
  code,
  typed = '',
  seen,
}: Readonly<Record<string, string | undefined>>): Step => {
  if (what !== undefined) return { do: 'meanwhile', what };
  if (name !== undefined) return { do: 'write', name, content };
  // A backslash at its end goes on with a line.
  const lines = typed
    .replaceAll(/\\\n\s*/g, '')
    .trim()
    .split('\n');
  return lines[0] === ON_AWS
    ? { do: 'on-aws', lines: lines.slice(1) }
    : { do: 'type', lines, exitCode: Number(code ?? 0), ...(seen !== undefined && { seen }) };
};
