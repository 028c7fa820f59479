import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { answer, type Call, type Stage } from './answer.ts';

const put = ({ clients, settings }: Stage, ...entries: Partial<PutEventsRequestEntry>[]) =>
  clients.events.send(
    new PutEventsCommand({
      Entries: entries.map((entry) => ({
        EventBusName: settings.eventBus,
        Source: 'refresh-scheduler',
        DetailType: 'Recovered',
        Time: new Date(),
        Detail: '{"schema":1}',
        ...entry,
      })),
    }),
  );

export const eventBridgeCalls: readonly Call[] = [
  { what: 'PutEvents', ask: (stage) => answer(put(stage, {})) },
  {
    what: 'PutEvents, one of them refused',
    ask: (stage) => answer(put(stage, {}, { Detail: 'no JSON' }, { DetailType: '' })),
  },
  {
    what: 'PutEvents to a bus that is not there',
    ask: (stage) => answer(put(stage, { EventBusName: stage.name() })),
  },
];
