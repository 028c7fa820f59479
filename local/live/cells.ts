import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** For texts that we have not checked: nothing in them moves a terminal's cursor. */
export const printable = (text: string): string => text.replace(/[^\x20-\x7E]/g, '?');

/** As much of a text as fits, with an ellipsis where something was cut. Widths are those of a terminal's cells. */
export const cut = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};

/** Exactly as wide as told. */
export const cell = (text: string, width: number, align: 'left' | 'right' = 'left'): string => {
  const shown = cut(text, width);
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(shown)));
  return align === 'left' ? shown + blanks : blanks + shown;
};

/** Joins parts into lines of at most `width` cells, and breaks between parts only. */
export const flow = (parts: readonly string[], width: number, between = '  '): string[] => {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : `${last}${between}${part}`;
    if (last !== undefined && stringWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(cut(part, width));
  }
  return lines;
};

const FULL = '█';
const EMPTY = '░';
/** Eighths of a cell. */
const PARTS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** What is left, from 0 to 1, in eighths of a cell: any that is left shows. */
export const bar = (share: number, width: number): string => {
  const left = Math.min(1, Math.max(0, share));
  const eighths = Math.ceil(left * width * 8);
  const part = PARTS[(eighths % 8) - 1] ?? '';
  return (FULL.repeat(Math.floor(eighths / 8)) + part).padEnd(width, EMPTY);
};
