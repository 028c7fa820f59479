import { readFileSync } from 'node:fs';

/** A piece of code that the guide shows. */
export interface Snippet {
  /** What stands in backquotes before it. */
  readonly name: string;
  readonly language: string;
  readonly code: string;
  /** What the guide says that it prints; `…` stands for anything within a line. */
  readonly prints?: string;
  /** What stands in a comment before it. */
  readonly note?: string;
}

const GUIDE = new URL('../../docs/consuming.md', import.meta.url);

/** Every piece in a language, in order. What it prints follows it, as `text`. */
export const readSnippets = (): readonly Snippet[] => {
  const snippets: Snippet[] = [];
  let before = { name: '', note: '' };
  let fence: { language: string; code: string } | undefined;
  for (const line of readFileSync(GUIDE, 'utf8').split('\n')) {
    if (fence && line !== '```') fence.code += `${line}\n`;
    else if (fence) {
      const last = snippets.at(-1);
      if (fence.language === 'text' && last) snippets.splice(-1, 1, { ...last, prints: fence.code });
      else if (fence.language !== '') snippets.push({ ...fence, ...before });
      fence = undefined;
      before = { name: '', note: '' };
    } else if (line.startsWith('```')) fence = { language: line.slice(3), code: '' };
    else if (line !== '')
      before = {
        name: /^`([\w.-]+)`$/.exec(line)?.[1] ?? '',
        note: /^<!-- (.+) -->$/.exec(line)?.[1] ?? '',
      };
  }
  return snippets;
};

/** Whether it was printed as the guide shows it. */
export const asShown = (shown: string): RegExp =>
  new RegExp(
    `^${shown
      .split('…')
      .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*')}$`,
  );
