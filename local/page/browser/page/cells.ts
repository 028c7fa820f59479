const NUMBER = /^-?[\d.,]+( ?(ms|s|%))?$/;
const MOMENT = /^\d{4}-\d\d-\d\d[T ](\d\d:\d\d:\d\d)/;

/** Pure: a moment as its clock time; the whole of it is the title. Everything else is left as it is. */
export const cellText = (text: string): string => MOMENT.exec(text)?.[1] ?? text;

/** Pure: a column in which every value is a number stands to the right. */
export const isNumeric = (rows: readonly (readonly string[])[], column: number): boolean => {
  const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '');
  return cells.length > 0 && cells.every((cell) => NUMBER.test(cell));
};
