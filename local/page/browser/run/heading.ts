import type { FleetView } from '../../page-view.ts';
import type { Connection } from '../link/connection.ts';
import { byId, setAttributes, setText } from '../page/element.ts';
import { connectionText, tempoText, upText } from './heading-words.ts';

const NAME = 'refresh-scheduler';

const LOST =
  'The run has ended, or does not answer. What is shown is as it was; the page goes on by itself as soon as somebody answers at this address (npm start).';

/** What stands over everything: what is run, how fast, and whether what is seen is still so. */
export const heading = () => {
  const state = byId('connection');
  const lost = byId('lost');
  const notice = byId('notice');
  return {
    show(fleet: FleetView, ringing: number): void {
      setText(byId('tempo'), tempoText(fleet.tempo));
      setText(byId('up'), upText(fleet));
      setText(byId('endpoint'), fleet.endpoint);
      setText(notice, fleet.notice ?? '');
      notice.hidden = fleet.notice === undefined;
      document.title = ringing > 0 ? `(${ringing}) ${NAME}` : NAME;
    },
    connection(connection: Connection): void {
      setText(state, connectionText(connection));
      setAttributes(state, { 'data-is': connection.is });
      setText(lost, connection.is === 'lost' ? LOST : '');
      lost.hidden = connection.is !== 'lost';
      document.documentElement.dataset.connection = connection.is;
    },
  };
};
