/** Where one part of a name ends and the next one begins. */
const PART = /^.*(?:: |\/)/s;

const commonStart = (one: string, other: string): string => {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return one.slice(0, length);
};

/** Pure: what all names begin with, up to the end of a part; what is left of each tells it from the others. */
export const commonPart = (names: readonly string[]): string => {
  const [first, ...others] = names;
  if (first === undefined || others.length === 0) return '';
  return PART.exec(others.reduce(commonStart, first))?.[0] ?? '';
};
