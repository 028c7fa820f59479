/** A line each, without those of which there is nothing to tell: absent, empty or none at all. */
export const factLines = (
  facts: readonly (readonly [label: string, value: string | number | undefined])[],
): string[] => facts.flatMap(([label, value]) => (value ? [`${label.padEnd(12)}${value}`] : []));

const NOTHING = '-';
const BETWEEN = '  ';

/** Heads and rows in columns as wide as their widest cell; where there is nothing to tell stands a dash. */
export const tableLines = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const lines = [heads, ...rows.map((row) => row.map((cell) => cell || NOTHING))];
  const widths = heads.map((_, column) =>
    lines.reduce((widest, cells) => Math.max(widest, cells[column]?.length ?? 0), 0),
  );
  return lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(BETWEEN)
      .trimEnd(),
  );
};
