import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as write from '../../../lambdas/adapters/principal-writes.ts';
import { answer, type Call } from './answer.ts';
import {
  claimBy,
  control,
  enrolled,
  GENERATION,
  get,
  MINUTE,
  NOW,
  queue,
  remove,
  row,
  scan,
  update,
} from './tables.ts';

export const dynamoDbCalls: readonly Call[] = [
  {
    what: 'UpdateItem makes a row and returns it',
    ask: (stage) => answer(update(stage, stage.name(), write.create(row('app'), NOW))),
  },
  {
    what: 'UpdateItem that makes a row where one stands',
    async ask(stage) {
      const id = await enrolled(stage);
      return answer(update(stage, id, write.create(row('app'), NOW)));
    },
  },
  {
    what: 'UpdateItem claims, with every clause of the condition',
    async ask(stage) {
      const id = await enrolled(stage);
      return answer(update(stage, id, claimBy('mine')));
    },
  },
  {
    what: 'UpdateItem claims what another has claimed',
    async ask(stage) {
      const id = await enrolled(stage);
      await update(stage, id, claimBy('theirs'));
      return answer(update(stage, id, claimBy('mine')));
    },
  },
  {
    what: 'UpdateItem claims, with a condition that fails where there is no row',
    ask: (stage) => answer(update(stage, stage.name(), claimBy('mine'))),
  },
  {
    what: 'UpdateItem keeps, and removes attributes that may be absent',
    async ask(stage) {
      const id = await enrolled(stage);
      const times = { issuedAt: NOW, expiresAt: NOW + 60 * MINUTE };
      const kept = { sealed: Buffer.from('sealed anew'), grantDigest: 'another', times };
      return answer(update(stage, id, write.keep(GENERATION, 'me', kept)));
    },
  },
  {
    what: 'UpdateItem pauses: the row leaves the index',
    async ask(stage) {
      const app = stage.name();
      const id = await enrolled(stage, app);
      return [await answer(update(stage, id, write.pause())), await answer(queue(stage, app))];
    },
  },
  {
    what: 'UpdateItem on a table that is not there',
    ask: ({ clients, name }) =>
      answer(
        clients.dynamo.send(
          new UpdateItemCommand({ TableName: name(), Key: marshall({ principalId: 'anna' }) }),
        ),
      ),
  },
  {
    what: 'UpdateItem without a request for the row, with a condition that fails',
    async ask(stage) {
      const name = stage.name();
      await control(stage, name, { sole: 'anna' });
      return answer(control(stage, name, { sole: 'bo' }, 'attribute_not_exists(#value)'));
    },
  },
  {
    what: 'GetItem of a row, and of none',
    async ask(stage) {
      const id = await enrolled(stage);
      return [await answer(get(stage, id)), await answer(get(stage, stage.name()))];
    },
  },
  {
    what: 'Query of the index: oldest first, keys alone, page by page',
    async ask(stage) {
      const app = stage.name();
      for (const minutesAgo of [1, 3, 2, 0]) await enrolled(stage, app, NOW - minutesAgo * MINUTE);
      await enrolled(stage, app, NOW + MINUTE);
      const first = await queue(stage, app, { Limit: 3 });
      const second = queue(stage, app, { Limit: 3, ExclusiveStartKey: first.LastEvaluatedKey });
      return [await answer(Promise.resolve(first)), await answer(second)];
    },
  },
  {
    what: 'Query that counts a queue, no further than a limit',
    async ask(stage) {
      const app = stage.name();
      for (let n = 0; n < 3; n += 1) await enrolled(stage, app);
      return answer(queue(stage, app, { Select: 'COUNT', Limit: 2 }));
    },
  },
  {
    what: 'Query of a queue with nobody in it',
    ask: (stage) => answer(queue(stage, stage.name())),
  },
  {
    what: 'Scan of every value type that controls hold',
    async ask(stage) {
      const name = stage.name();
      await control(stage, name, {
        refused: ['a', 'b'],
        ids: ['anna'],
        pause: { why: 'refused', since: 1.5 },
        on: true,
      });
      const { Items = [] } = await scan(stage);
      return answer(Promise.resolve({ found: Items.find((item) => item.name?.S === name) }));
    },
  },
  {
    what: 'Scan stops after 1 MB and says where it goes on',
    async ask(stage) {
      for (let n = 0; n < 4; n += 1) await control(stage, stage.name(), { text: 'x'.repeat(350_000) });
      const first = await scan(stage);
      const second = await scan(stage, { ExclusiveStartKey: first.LastEvaluatedKey });
      return {
        wholeInOnePage: first.LastEvaluatedKey === undefined,
        goesOnFrom: Object.keys(first.LastEvaluatedKey ?? {}),
        wholeInTwo: second.LastEvaluatedKey === undefined,
      };
    },
  },
  {
    what: 'DeleteItem returns what it took away; repeated, its condition fails without a row',
    async ask(stage) {
      const id = await enrolled(stage);
      return [
        await answer(remove(stage, id, GENERATION)),
        await answer(remove(stage, id, GENERATION)),
        await answer(get(stage, id)),
      ];
    },
  },
  {
    what: 'DeleteItem with a condition that fails',
    async ask(stage) {
      const id = await enrolled(stage);
      return answer(remove(stage, id, GENERATION - 1));
    },
  },
];
