/** Writes and look-ups of one page at once; four pages may be under way. */
const AT_ONCE = 8;

/** Does the same for each, a few at a time; the answers in their order. */
export const inParallel = async <T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> => {
  const rest = all.entries();
  const answers: R[] = [];
  const worker = async () => {
    for (const [index, one] of rest) answers[index] = await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker));
  return answers;
};
