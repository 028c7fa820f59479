import { SECOND } from '../../lambdas/core/time.ts';
import type { Bill } from '../../planning/bill.ts';
import { appsOf } from '../../planning/clouds.ts';
import type { Ceiling } from '../../planning/first-limit.ts';
import type { Plan } from '../../planning/plan.ts';

/** A plan as JSON has it: spans in seconds, money in dollars. What is infinite is absent. */
export const planAnswer = ({ fleet, load, capacity, ceilings, first, exceeded, outage, bill }: Plan) => ({
  principals: fleet.principals,
  lifetime_seconds: fleet.lifetime / SECOND,
  region: fleet.region,
  assumed: {
    provider: fleet.provider,
    apps: appsOf(fleet),
    latency_ms: fleet.latency,
    reads_per_hour: fleet.readsPerHour,
    token_bytes: fleet.tokenBytes,
    concurrency: fleet.settings.concurrency,
    publish_rate: fleet.settings.publishRate,
  },
  fits: exceeded.length === 0,
  load: {
    refreshes_per_second: load.refreshesPerSecond,
    refreshes_per_tick: load.refreshesPerTick,
    seconds_between_refreshes: load.gap / SECOND,
  },
  capacity: { refreshes_per_tick: capacity.perTick, refreshes_per_second: capacity.perSecond },
  outage: {
    seconds: outage.length / SECOND,
    waiting: Math.round(outage.waiting),
    catch_up_seconds: finite(outage.catchUp / SECOND),
    expired: Math.round(outage.expired),
    hidden_seconds: outage.hidden / SECOND,
  },
  first_limit: first.limit.id,
  ceiling: finite(first.principals),
  limits: ceilings.map(limitAnswer),
  bill: billAnswer(bill),
});

const limitAnswer = ({ limit, principals }: Ceiling) => ({
  id: limit.id,
  what: limit.what,
  used: limit.used,
  of: limit.of,
  unit: limit.unit,
  share: finite(limit.share),
  reached_at: finite(principals),
  beyond: limit.beyond,
  lifts: limit.lifts,
  source: limit.source,
});

const billAnswer = ({ lines, total, perPrincipal, region, pricesOf }: Bill) => ({
  prices_of: pricesOf,
  prices_region: region,
  dollars_a_month: total,
  dollars_per_principal: perPrincipal,
  lines,
});

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
