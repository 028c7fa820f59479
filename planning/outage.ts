import { margin } from '../lambdas/core/schedule.ts';
import { AS_DEPLOYED } from '../lambdas/core/tempo.ts';
import { SECOND } from '../lambdas/core/time.ts';
import { capacityOf } from './capacity.ts';
import type { Fleet } from './fleet.ts';
import { gapsOf, loadOf, mean } from './load.ts';

/** What a cloud that was down leaves behind. Spans in ms. */
export interface Outage {
  readonly length: number;
  /** Principals that came due meanwhile. */
  readonly waiting: number;
  /** From the cloud's return until nobody waits any longer than usual; infinite where ticks do not keep up anyway. */
  readonly catchUp: number;
  /** Principals whose token ends before their turn comes, some of them after the cloud's return: about so many. */
  readonly expired: number;
  /** An outage up to this long ends no token. */
  readonly hidden: number;
}

/** The first tick after the cloud's return finds it well by a single probe, and asks for the others in the same run. */
export const outageOf = (fleet: Fleet, length: number): Outage => ({
  length,
  waiting: cameDue(fleet, length),
  catchUp: catchUpOf(fleet, length),
  expired: mean(gapsOf(fleet.lifetime).map((gap) => cameDue(fleet, tooLateUntil(fleet, length, gap)))),
  hidden: Math.max(0, margin(fleet.lifetime, AS_DEPLOYED) - AS_DEPLOYED.tick),
});

/** Each principal once: whoever waits comes due no second time. */
const cameDue = (fleet: Fleet, ms: number): number =>
  Math.min(fleet.principals, (loadOf(fleet).refreshesPerSecond * ms) / SECOND);

/**
 * While the rest is worked off, those who had not come due yet still do: what waits shrinks by what ticks can do less what
 * comes, or, once everybody has come, by all that they can do.
 */
const catchUpOf = (fleet: Fleet, length: number): number => {
  const { refreshesPerSecond, gap } = loadOf(fleet);
  const { perSecond } = capacityOf(fleet);
  if (perSecond <= refreshesPerSecond) return Number.POSITIVE_INFINITY;
  const whileMoreCome = (cameDue(fleet, length) * SECOND) / (perSecond - refreshesPerSecond);
  const all = (fleet.principals * SECOND) / perSecond;
  return AS_DEPLOYED.tick + (length + whileMoreCome <= gap ? whileMoreCome : all);
};

/**
 * Oldest first: whoever came due `t` after the beginning has a turn at `length + t × load / capacity`, and has then waited
 * `length - t × (1 - load / capacity)`. Where that is more than the margin, the token has ended. Answers the last such `t`.
 */
const tooLateUntil = (fleet: Fleet, length: number, gap: number): number => {
  const beyondMargin = length - (fleet.lifetime - gap);
  if (beyondMargin <= 0) return 0;
  const busy = loadOf(fleet).refreshesPerSecond / capacityOf(fleet).perSecond;
  return busy < 1 ? beyondMargin / (1 - busy) : Number.POSITIVE_INFINITY;
};
