import type { CloudWatchView } from '../cloudwatch/views.ts';
import type { Snapshot } from '../live/snapshot.ts';
import type { View } from '../live/terminal.ts';
import type { FleetView } from './page-view.ts';
import { servePage } from './server.ts';

/** The page of a fleet: a view like the terminal's, that whoever comes can look at. */
export interface FleetPage extends View {
  /** With a slash at the end. */
  readonly url: string;
  /** Settles when nobody is answered any more. */
  close(): Promise<void>;
}

export interface FleetPageOptions {
  /** Port of the AWS endpoint: the page takes the next one, where that is free. `undefined`: any. */
  readonly nextTo?: number | undefined;
  readonly tempo: number;
  /** Ids of those that are in trouble on purpose. */
  readonly troubled: readonly string[];
  /** Asked every three seconds at most, and only while somebody looks. */
  readonly cloudWatch: () => CloudWatchView | undefined;
}

const HIGHEST_PORT = 65_535;

/** @throws what the system says, where no port can be had */
export const openFleetPage = async ({
  nextTo = 0,
  tempo,
  troubled,
  cloudWatch,
}: FleetPageOptions): Promise<FleetPage> => {
  let last: Snapshot | undefined;
  const fleet = (): FleetView | undefined => last && { ...last, tempo, troubled };
  const port = nextTo === 0 || nextTo === HIGHEST_PORT ? 0 : nextTo + 1;
  const server = await servePage({ port, fleet, cloudWatch });
  let closed: Promise<void> | undefined;
  return {
    url: server.url,
    show(snapshot) {
      last = snapshot;
    },
    close() {
      closed ??= server.close();
      return closed;
    },
  };
};
