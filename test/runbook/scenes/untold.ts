import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SECOND } from '../../../lambdas/core/time.ts';
import { APP, enrolment, makeDue, whileAsking } from '../fleet.ts';
import type { Scene } from './scene.ts';

/** One more than the cloud lets the app have under way. */
const FIVE = ['home-21', 'home-22', 'home-23', 'home-24', 'home-25'];

const takenMeanwhile: Scene = {
  title: 'an operator pauses a principal that a tick is about to take',
  entries: [],
  tried: '',
  alarms: [],
  notices: [],
  within: 1,
  overWithin: 1,
  async provoke(stage) {
    const { clouds, operate } = stage;
    await makeDue(stage, FIVE);
    await whileAsking(stage, { app: APP }, FIVE.length - 1, async () => {
      const asked = clouds.dkn.history.slice(1 - FIVE.length).map(({ principal }) => principal);
      const [last = ''] = FIVE.filter((id) => !asked.includes(id));
      await operate({ operation: 'pause', principal_id: last });
    });
  },
  async follow() {},
  async mend({ operate }) {
    for (const principal_id of FIVE) await operate({ operation: 'resume', principal_id });
  },
};

const keptMeanwhile: Scene = {
  title: 'a late write changes a row while its answer is on the way',
  entries: [],
  tried: '',
  alarms: [],
  notices: [],
  within: 1,
  overWithin: 2,
  async provoke(stage) {
    const { clients, principals, minute, time, operate, clouds } = stage;
    await makeDue(stage, ['home-26']);
    await whileAsking(stage, { principal: 'home-26' }, 1, async () => {
      await clients.dynamo.send(
        new UpdateItemCommand({
          TableName: principals,
          Key: { principalId: { S: 'home-26' } },
          UpdateExpression: 'ADD generation :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        }),
      );
    });
    // Its lease lasts for 80 s, and a tick comes after 120: what the cloud gave is lost, so it begins anew before.
    await minute();
    time.skip(30 * SECOND);
    await operate({ operation: 'remove', principal_id: 'home-26', now: true });
    await operate(enrolment(clouds.dkn, 'home-26'));
  },
  async follow() {},
};

/** What has a graph and nobody is called for. */
export const UNTOLD_SCENES: readonly Scene[] = [takenMeanwhile, keptMeanwhile];
