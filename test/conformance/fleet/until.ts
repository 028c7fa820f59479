import { setTimeout } from 'node:timers/promises';

const BETWEEN_LOOKS_MS = 50;

/**
 * Looks again and again until something holds.
 *
 * @param within ms. @throws where it does not hold by then
 */
export const until = async (holds: () => Promise<boolean>, within = 30_000): Promise<void> => {
  const end = Date.now() + within;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not so within ${within / 1_000} s`);
    await setTimeout(BETWEEN_LOOKS_MS);
  }
};
