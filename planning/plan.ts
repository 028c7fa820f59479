import { HOUR } from '../lambdas/core/time.ts';
import { type Bill, billOf } from './bill.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { type Ceiling, ceilingsOf, exceeded, isSoft } from './first-limit.ts';
import type { Fleet } from './fleet.ts';
import type { Limit } from './limits.ts';
import { type Load, loadOf } from './load.ts';
import { type Outage, outageOf } from './outage.ts';

/** What an owner wants to know before saying yes. */
export interface Plan {
  readonly fleet: Fleet;
  readonly load: Load;
  readonly capacity: Capacity;
  /** Every limit, the one that is hit first at the head. */
  readonly ceilings: readonly Ceiling[];
  /** The two that a growing fleet hits first, of those that break something. */
  readonly first: Ceiling;
  readonly next: Ceiling | undefined;
  /** What the fleet goes beyond. Empty: it fits. */
  readonly exceeded: readonly Limit[];
  /** Of an hour. */
  readonly outage: Outage;
  readonly bill: Bill;
  /** Of as many principals as the first limit allows; absent where it allows none, or any number. */
  readonly billOfCeiling: Bill | undefined;
}

export const planOf = (fleet: Fleet): Plan => {
  const ceilings = ceilingsOf(fleet);
  const [first, next] = ceilings.filter(({ limit }) => !isSoft(limit));
  if (first === undefined) throw new Error('a fleet has no limits');
  const { principals } = first;
  return {
    fleet,
    load: loadOf(fleet),
    capacity: capacityOf(fleet),
    ceilings,
    first,
    next,
    exceeded: exceeded(fleet),
    outage: outageOf(fleet, HOUR),
    bill: billOf(fleet),
    billOfCeiling:
      principals > 0 && Number.isFinite(principals) ? billOf({ ...fleet, principals }) : undefined,
  };
};
