import type { FleetView } from '../../page-view.ts';
import type { Connection } from '../link/connection.ts';
import { clockText } from '../words/clock.ts';
import { spanText } from '../words/spans.ts';

const HOUR = 60 * 60_000;

/** Pure: how time passes here. */
export const tempoText = (tempo: number): string =>
  tempo === 1
    ? 'As fast as deployed.'
    : `${tempo} times as fast as deployed: ${spanText(HOUR / tempo)} here are an hour there. ` +
      'Graphs and alarms tell spans as deployed; clocks, and the fleet’s table, as they pass here.';

/** Pure: since when it runs, and until when. */
export const upText = ({ at, startedAt, endsAt }: Pick<FleetView, 'at' | 'startedAt' | 'endsAt'>): string =>
  endsAt === undefined
    ? `up ${spanText(at - startedAt)}`
    : `${spanText(at - startedAt)} of ${spanText(endsAt - startedAt)}`;

export const connectionText = (connection: Connection): string => {
  switch (connection.is) {
    case 'connecting':
      return 'Connecting';
    case 'live':
      return `Live, ${clockText(connection.at)}`;
    case 'paused':
      return 'Paused: nobody looks';
    case 'lost':
      return `Connection lost at ${clockText(connection.since)}`;
  }
};
