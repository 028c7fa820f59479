import type { Fault } from '../../local/live/fault-board.ts';
import { HURRIED } from '../../local/live/pace.ts';
import { RunsHeard } from '../../local/live/runs-heard.ts';
import { type OpenFleet, openSimulatedFleet } from '../../local/open-fleet.ts';
import { type FleetPage, openFleetPage } from '../../local/page/fleet-page.ts';
import { stay, type ViewCommand } from '../../local/stay.ts';

/** A fleet as `npm start` has it, with its page, that ends when it is told to. */
export interface LivingFleet {
  readonly open: OpenFleet;
  readonly url: string;
  /** Breaks it, or mends it where it is broken. */
  toggle(fault: Fault): void;
  end(): Promise<void>;
}

export const startLivingFleet = async (
  onProgress: (what: string) => void = () => {},
): Promise<LivingFleet> => {
  const ending = new AbortController();
  const heard = new RunsHeard();
  const open = await openSimulatedFleet({
    pace: HURRIED,
    port: 0,
    signal: ending.signal,
    onProgress,
    onLine: (line) => heard.hear(line, Date.now()),
  });
  const page: FleetPage = await openFleetPage({
    tempo: HURRIED.tempo,
    troubled: open.troubled,
    cloudWatch: () => open.deployment.stack.cloudWatch.view(),
  });
  let obey: (command: ViewCommand) => void = () => {};
  const stayed = stay(open, heard, {
    signal: ending.signal,
    openView: (_, onCommand) => {
      obey = onCommand;
      return page;
    },
  });
  return {
    open,
    url: page.url,
    toggle: (fault) => obey({ do: 'toggle', fault }),
    async end() {
      ending.abort();
      await stayed;
      await open.close();
    },
  };
};
