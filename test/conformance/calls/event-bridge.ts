import {
  CreateEventBusCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
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
  {
    what: 'PutEvents of more than ten',
    ask: (stage) => answer(put(stage, ...Array.from({ length: 11 }, () => ({})))),
  },
  {
    what: 'PutEvents without a source, and without a detail',
    ask: (stage) => answer(put(stage, { Source: '' }, { Detail: '' })),
  },
  {
    what: 'PutEvents in the name of AWS',
    ask: (stage) => answer(put(stage, { Source: 'aws.secretsmanager' })),
  },
  {
    what: 'CreateEventBus of a name that is taken',
    ask: ({ clients, settings }) =>
      answer(clients.events.send(new CreateEventBusCommand({ Name: settings.eventBus }))),
  },
];
