import type { CloudWatchView } from '../cloudwatch/views.ts';
import type { Snapshot } from '../live/snapshot.ts';

/** What the page gets once a second, as JSON. */
export interface FleetView extends Snapshot {
  /** Times as fast as deployed. */
  readonly tempo: number;
  /** Ids of those that are in trouble on purpose. */
  readonly troubled: readonly string[];
}

/** What the page gets whenever it has changed, as JSON. */
export type { CloudWatchView };

/** Paths at which the page finds them. */
export const DATA = { fleet: '/fleet.json', cloudWatch: '/cloudwatch.json' } as const;
