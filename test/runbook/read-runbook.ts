import { readFileSync } from 'node:fs';

/** An entry of the runbook, a heading of the second level. */
export interface Entry {
  /** As a link has it. */
  readonly anchor: string;
  /** Our commands in it, as they are to be typed. */
  readonly commands: readonly string[];
  /** What its last line says of how it was tried. */
  readonly tried: string;
}

export const RUNBOOK = new URL('../../docs/runbook.md', import.meta.url);

const COMMAND = /npx refresh-scheduler [^`\n]+/g;
const TRIED = /\n_Tried by ([^_]+)\._\n$/;

/** As GitHub makes it of a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

export const readRunbook = (text = readFileSync(RUNBOOK, 'utf8')): readonly Entry[] => {
  const [, ...parts] = text.split(/^## /m);
  return parts.map((part) => ({
    anchor: anchorOf(part.slice(0, part.indexOf('\n'))),
    commands: part.match(COMMAND) ?? [],
    tried: TRIED.exec(`${part.trimEnd()}\n`)?.[1]?.replaceAll(/\s+/g, ' ') ?? '',
  }));
};
