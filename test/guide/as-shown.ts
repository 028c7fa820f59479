/**
 * Whether something was seen as the guide shows it. Numbers and spans of time are different every time, and so are the
 * widths of columns; `…` stands for anything within a line, and alone on its line for any lines.
 */
export const asShown = (shown: string): RegExp =>
  new RegExp(`^${shown.trimEnd().split('\n').map(lineAsShown).join('')}$`);

const lineAsShown = (line: string): string =>
  line === '…' ? '(?:.*\\n)*' : `${line.split(VARYING).map(pieceAsShown).join('')} *\\n`;

const SPAN = String.raw`\d+ (?:s|min|d|h \d+ min)\b`;
const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;
const VARYING = new RegExp(`(${SPAN}|\\d+| +|…)`);

const pieceAsShown = (piece: string): string => {
  if (new RegExp(`^${SPAN}$`).test(piece)) return SPAN;
  if (/^\d+$/.test(piece)) return '\\d+';
  if (/^ +$/.test(piece)) return ' +';
  return piece === '…' ? '.*' : piece.replaceAll(SPECIAL, '\\$&');
};
