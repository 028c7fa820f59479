import { PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import { answer, type Call, type Stage } from './answer.ts';

const publish = ({ topics, topicArn }: Stage, more: Partial<PublishCommandInput> = {}) =>
  answer(
    topics.send(
      new PublishCommand({ TopicArn: topicArn, Subject: 'A notice', Message: 'What happened.', ...more }),
    ),
  );

/** How notices go out. */
export const snsCalls: readonly Call[] = [
  { what: 'Publish', ask: (stage) => publish(stage) },
  {
    what: 'Publish to a topic that is not there',
    ask: (stage) => publish(stage, { TopicArn: `${stage.topicArn}-${stage.name()}` }),
  },
  {
    what: 'Publish with a subject of a hundred signs',
    ask: (stage) => publish(stage, { Subject: 'x'.repeat(100) }),
  },
  {
    what: 'Publish with a longer subject',
    ask: (stage) => publish(stage, { Subject: 'x'.repeat(101) }),
  },
  {
    what: 'Publish with a subject of two lines',
    ask: (stage) => publish(stage, { Subject: 'A notice\nof two lines' }),
  },
  { what: 'Publish of 256 KiB', ask: (stage) => publish(stage, { Message: 'x'.repeat(262_144) }) },
  { what: 'Publish of more', ask: (stage) => publish(stage, { Message: 'x'.repeat(262_145) }) },
  { what: 'Publish of nothing', ask: (stage) => publish(stage, { Message: '' }) },
];
