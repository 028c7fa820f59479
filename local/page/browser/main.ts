import { type CloudWatchView, DATA, type FleetView } from '../page-view.ts';
import { alarmList } from './alarms/alarm-list.ts';
import { noticeList } from './alarms/notices.ts';
import { dashboard } from './dashboard/dashboard.ts';
import { queryList } from './dashboard/queries.ts';
import { fleetTable } from './fleet/fleet-table.ts';
import { Watcher } from './link/connection.ts';
import { ChangingJson } from './link/get-json.ts';
import { onThemeChange, readTheme } from './page/theme-now.ts';
import { brokenThings } from './run/broken.ts';
import { shadesOf } from './run/broken-spells.ts';
import { figureStrip } from './run/figure-strip.ts';
import { heading } from './run/heading.ts';

const EVERY_MS = 1_000;
const LIMIT_MS = 10_000;

const fleetData = new ChangingJson<FleetView>(DATA.fleet);
const cloudWatchData = new ChangingJson<CloudWatchView>(DATA.cloudWatch);
let theme = readTheme();
let fleet: FleetView | undefined;
let cloudWatch: CloudWatchView | undefined;

const showHeading = heading();
const showFigures = figureStrip();
const showBroken = brokenThings();
const showFleet = fleetTable();
const showAlarms = alarmList();
const showNotices = noticeList();
const showQueries = queryList();
const showDashboard = dashboard({ theme: () => theme, broken: () => (fleet ? shadesOf(fleet) : []) });

const showAll = (isNew: boolean): void => {
  const { alarms = [], notices = [], queries = [] } = cloudWatch ?? {};
  if (fleet) {
    showHeading.show(fleet, alarms.filter(({ state }) => state === 'ALARM').length);
    showFigures(fleet);
    showBroken(fleet);
    showFleet(fleet);
    showAlarms(alarms, fleet.at);
    showNotices(notices, fleet.at);
  }
  if (!fleet || !cloudWatch || !isNew) return;
  showQueries(queries);
  showDashboard(cloudWatch, fleet.startedAt, fleet.at);
};

const look = async (signal: AbortSignal): Promise<void> => {
  const [nextFleet, nextCloudWatch] = await Promise.all([fleetData.get(signal), cloudWatchData.get(signal)]);
  // Another run, perhaps of other sources: nothing of the one before is true of it.
  if (fleet && nextFleet && nextFleet.startedAt !== fleet.startedAt) location.reload();
  fleet = nextFleet ?? fleet;
  cloudWatch = nextCloudWatch ?? cloudWatch;
  showAll(nextCloudWatch !== undefined);
};

const watcher = new Watcher({
  look,
  onChange: showHeading.connection,
  everyMs: EVERY_MS,
  limitMs: LIMIT_MS,
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden) watcher.pause();
  else watcher.resume();
});
onThemeChange(() => {
  theme = readTheme();
  showAll(true);
});
if (!document.hidden) watcher.resume();
