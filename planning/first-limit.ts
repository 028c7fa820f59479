import type { Fleet } from './fleet.ts';
import { type Limit, limitsOf } from './limits.ts';

/** A limit, and the fleet that just fits it. */
export interface Ceiling {
  readonly limit: Limit;
  /** Principals; infinite where it does not grow with them. */
  readonly principals: number;
}

/** More than anybody has: what fits so many fits any number. */
const ANY_NUMBER = 2 ** 32;

/**
 * Every limit with the number of principals that reaches it, everything else being as it is, the lowest first. What breaks
 * nothing is left out of it: see {@link isSoft}.
 */
export const ceilingsOf = (fleet: Fleet): readonly Ceiling[] =>
  limitsOf(fleet)
    .map((limit) => ({ limit, principals: ceilingOf(limit.id, fleet) }))
    .sort((a, b) => a.principals - b.principals || b.limit.share - a.limit.share);

/** Whoever is beyond it learns of things later, and every token is refreshed all the same. */
export const isSoft = ({ id }: Limit): boolean => id === 'census';

/** What a fleet goes beyond. Empty: it fits. */
export const exceeded = (fleet: Fleet): readonly Limit[] =>
  limitsOf(fleet).filter((limit) => limit.share > 1 && !isSoft(limit));

/** The largest number of principals that fits one limit. More of them never take less of it. */
const ceilingOf = (id: string, fleet: Fleet): number => {
  const fits = (principals: number): boolean => {
    const limit = limitsOf({ ...fleet, principals }).find((one) => one.id === id);
    return limit === undefined || limit.share <= 1;
  };
  if (fits(ANY_NUMBER)) return Number.POSITIVE_INFINITY;
  let [fitting, tooMany] = [0, ANY_NUMBER];
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (fits(middle)) fitting = middle;
    else tooMany = middle;
  }
  return fitting;
};
