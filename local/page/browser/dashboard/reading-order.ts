import type { Place } from '../../../cloudwatch/views.ts';

/** Pure: row by row, each from left to right: the order in which a narrow screen stacks them, and a voice reads them. */
export const inReadingOrder = <T extends Place>(widgets: readonly T[]): T[] =>
  widgets.toSorted((a, b) => a.y - b.y || a.x - b.x);

/** Of the dashboard's columns. */
export const GRID_COLUMNS = 24;

/** Pure: as CSS writes a place in a grid, whose lines count from 1. What reaches over the edge is cut. */
export const gridAreaOf = ({
  x,
  y,
  width,
  height,
}: Place): { readonly column: string; readonly row: string } => {
  const end = Math.min(GRID_COLUMNS, x + width) + 1;
  return { column: `${x + 1} / ${end}`, row: `${y + 1} / ${y + height + 1}` };
};
