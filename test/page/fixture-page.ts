import type { CloudWatchView } from '../../local/cloudwatch/views.ts';
import type { FleetView } from '../../local/page/page-view.ts';
import { type PageServer, servePage } from '../../local/page/server.ts';
import { aCloudWatch } from '../local/page/a-cloud-watch.ts';
import { aFleet } from '../local/page/a-fleet.ts';

/** A page of made-up data, which a test changes as it likes. */
export interface FixturePage {
  readonly url: string;
  fleet: FleetView;
  cloudWatch: CloudWatchView;
  /** Nobody answers any more, until {@link begin}. */
  end(): Promise<void>;
  begin(): Promise<void>;
}

export const openFixturePage = async (): Promise<FixturePage> => {
  let server: PageServer;
  const page: FixturePage = {
    get url() {
      return server.url;
    },
    fleet: aFleet(),
    cloudWatch: aCloudWatch(),
    end: () => server.close(),
    async begin() {
      server = await serve(Number(new URL(server.url).port));
    },
  };
  const serve = (port?: number) =>
    servePage({
      fleet: () => page.fleet,
      cloudWatch: () => page.cloudWatch,
      ...(port !== undefined && { port }),
    });
  server = await serve();
  return page;
};
