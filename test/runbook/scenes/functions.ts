import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect } from '@jest/globals';
import { EVENT_FROM_CONSUMER, OUTPUT } from '../../../lambdas/contract.ts';
import type { Fault } from '../../../local/aws/faults.ts';
import { outputOf } from '../../../local/deployment.ts';
import type { StackFunction, StackQueue } from '../../../local/stack/running.ts';
import type { Part, Stage } from '../stage.ts';
import type { Scene } from './scene.ts';

/** A refusal that no SDK repeats: real time is not what is tried here. */
const TABLE_REFUSES: Fault = {
  service: 'dynamodb',
  kind: 'error',
  status: 400,
  errorType: 'AccessDeniedException',
};
const queueOf = ({ stack }: Stage, ...parts: readonly string[]): StackQueue => {
  const found = Object.entries(stack.queues).filter(([id]) => parts.every((part) => id.includes(part)));
  const [[, queue] = []] = found;
  if (!queue || found.length > 1) throw new Error(`${found.length} queues are of ${parts.join(' ')}`);
  return queue;
};

/** As `aws sqs purge-queue` asks for it. */
const purge = async ({ aws }: Stage, { url }: StackQueue): Promise<void> => {
  const { ok } = await fetch(aws.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.PurgeQueue' },
    body: JSON.stringify({ QueueUrl: url }),
  });
  if (!ok) throw new Error('the queue was not purged');
};

const tableRefuses: Scene = {
  title: 'the table refuses everything for half an hour',
  entries: ['function-errors'],
  tried: 'a table that refused everything for half an hour',
  alarms: ['tick-errors', 'notify-errors', 'census-errors', 'heartbeat-missing', 'dead-letters-failed-ticks'],
  notices: [],
  within: 35,
  overWithin: 20,
  async provoke({ aws }) {
    aws.faults.set(TABLE_REFUSES);
  },
  async follow(stage) {
    const failed = queueOf(stage, 'TickFailures');
    expect(JSON.stringify(failed.messages()[0]?.body)).toContain('The tick failed: AccessDeniedException');
    stage.aws.faults.clear('dynamodb');
    await purge(stage, failed);
  },
};

/** A consumer tells of a token that was refused. */
const tellRejection = async ({ clients, stack }: Stage, principalId: string): Promise<void> => {
  await clients.events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: outputOf(stack, OUTPUT.eventBus),
          Source: EVENT_FROM_CONSUMER.source,
          DetailType: EVENT_FROM_CONSUMER.tokenRejected,
          Detail: JSON.stringify({ principalId, generation: 1 }),
        },
      ],
    }),
  );
};

const rejectionsBreak: Scene = {
  title: 'the function of the rejections is killed at its work, three minutes in a row',
  entries: ['function-errors'],
  tried: 'killing the function of the rejections at its work',
  alarms: ['reject-errors'],
  notices: [],
  within: 2,
  overWithin: 8,
  async provoke(stage) {
    const { aws, functions, soon, minute } = stage;
    const looks = () => aws.calls()['dynamodb.GetItem'] ?? 0;
    for (let n = 0; n < 3; n += 1) {
      await minute();
      aws.faults.set({ service: 'dynamodb', operation: 'GetItem', kind: 'hang' });
      const before = looks();
      await tellRejection(stage, 'home-7');
      await soon('the table is asked', () => looks() > before);
      const hung = looks();
      functions.rejections.kill();
      aws.faults.clear('dynamodb');
      await soon('it is tried again', () => looks() > hung);
    }
  },
  async follow() {},
};

const killedTick: Scene = {
  title: "the tick's function is killed in the middle of a run",
  entries: ['dead-letters'],
  tried: "killing the tick's function in the middle of a run",
  alarms: ['dead-letters-failed-ticks'],
  notices: [],
  within: 6,
  overWithin: 7,
  async provoke(stage) {
    const { aws, functions, fire, soon } = stage;
    const reads = () => aws.calls()['dynamodb.Query'] ?? 0;
    const before = reads();
    aws.faults.set({ service: 'dynamodb', operation: 'Query', kind: 'hang' });
    const run = fire('tick');
    await soon('it reads what is due', () => reads() > before);
    functions.tick.kill();
    await run;
    aws.faults.clear('dynamodb');
  },
  async follow(stage) {
    const failed = queueOf(stage, 'TickFailures');
    expect(JSON.stringify(failed.messages()[0]?.body)).toContain('signal: killed');
    await purge(stage, failed);
  },
};

/** Lambda takes no invocation of it, as where the account's executions are used up. @returns what ends that */
const throttled = (target: StackFunction): (() => void) => {
  const { invoke } = target;
  Object.assign(target, { invoke: () => Promise.reject(new Error('TooManyRequestsException')) });
  return () => Object.assign(target, { invoke });
};

const undelivered = (part: Part, what: string, alarm: string, queueId: string): Scene => {
  let end = () => {};
  return {
    title: `Lambda takes no invocation of ${what}, once`,
    entries: ['dead-letters'],
    tried: 'a Lambda that took no invocations',
    alarms: [alarm],
    notices: [],
    within: 6,
    overWithin: 7,
    async provoke({ functions, fire }) {
      end = throttled(functions[part]);
      await fire(part);
      end();
    },
    async follow(stage) {
      await purge(stage, queueOf(stage, queueId, 'EveryDeadLetters'));
    },
  };
};

const rejectionsGivenUp: Scene = {
  title: 'a rejection is tried three times while the table refuses everything',
  entries: ['dead-letters'],
  tried: 'a rejection that the table did not take',
  alarms: ['dead-letters-rejections'],
  notices: [],
  within: 6,
  overWithin: 7,
  async provoke(stage) {
    stage.aws.faults.set(TABLE_REFUSES);
    await tellRejection(stage, 'home-9');
    await stage.soon('it is given up', () => queueOf(stage, 'RejectionsDeadLetters').waiting() > 0);
    stage.aws.faults.clear('dynamodb');
  },
  async follow(stage) {
    await purge(stage, queueOf(stage, 'RejectionsDeadLetters'));
  },
};

export const FUNCTION_SCENES: readonly Scene[] = [
  tableRefuses,
  rejectionsBreak,
  killedTick,
  undelivered('tick', 'the tick', 'dead-letters-undelivered-ticks', 'TickEvery'),
  undelivered('census', 'the census', 'dead-letters-undelivered-censuses', 'CensusEvery'),
  undelivered('notices', 'the notices', 'dead-letters-undelivered-notices', 'NoticesEvery'),
  rejectionsGivenUp,
];
