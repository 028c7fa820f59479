import type { Deployment } from './deployment.ts';
import { readFleet } from './fleet-rows.ts';
import { pause } from './live/repeat.ts';
import type { LiveFleet } from './live-fleet.ts';

/** One in so many is marked due where a fault concerns all clouds. */
const ONE_IN = 3;

/** Marks principals due, as an operator can: those of one cloud, or some of all. A claimed row is left alone. */
export const markDue = async ({ ports }: Deployment, fleet: LiveFleet, cloud?: string): Promise<void> => {
  const all = fleet.healthy(cloud);
  const meant = cloud === undefined ? all.filter((_, index) => index % ONE_IN === 0) : all;
  for (const id of meant) await ports.principals.markDue(id, 'forced', Date.now());
};

/** Settles when all that should be well hold a token, or after `patienceMs`. */
export const untilServed = async (
  fleet: LiveFleet,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const until = Date.now() + patienceMs;
  const isServed = () => {
    const healthy = fleet.healthy();
    const alive = fleet.rows.filter(({ principal }) => (principal?.expiresAt ?? 0) > Date.now());
    const served = new Set(alive.map(({ principalId }) => principalId));
    return healthy.length > 0 && healthy.every((id) => served.has(id));
  };
  while (!signal.aborted && Date.now() < until && !isServed()) await pause(BETWEEN_LOOKS, signal);
};

const BETWEEN_LOOKS = 20;

/** Settles as soon as a run holds a row, or after `patienceMs`. */
export const untilClaimed = async (
  deployment: Deployment,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const until = Date.now() + patienceMs;
  while (!signal.aborted && Date.now() < until) {
    const rows = await readFleet(deployment);
    if (rows.some(({ principal }) => principal?.lease)) return;
    await pause(BETWEEN_LOOKS, signal);
  }
};

/**
 * Marks one after the other due, once: a fleet that was enrolled in one go would be due in one go, and nothing would be
 * seen of it for minutes.
 */
export const spreadOut = async (
  { ports }: Deployment,
  fleet: LiveFleet,
  overMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const known = new Set(
    fleet.rows.flatMap(({ principalId, principal }) => (principal?.lastRefreshedAt ? [principalId] : [])),
  );
  const ids = fleet.healthy().filter((id) => !known.has(id));
  for (const id of ids) {
    await pause(overMs / ids.length, signal);
    if (signal.aborted) return;
    if (fleet.healthy().includes(id)) await ports.principals.markDue(id, 'forced', Date.now());
  }
};
