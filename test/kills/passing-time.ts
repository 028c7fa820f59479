import { setTimeout } from 'node:timers/promises';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { CONTROL, KEYS } from '../../lambdas/contract.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { SECOND } from '../../lambdas/core/time.ts';
import type { RunningCloud } from '../../local/clouds/cloud.ts';
import type { World } from '../../local/world.ts';

/** On loopback a request arrives within a millisecond. */
const QUIET_MS = 10;

/** Until nothing of the dead process is under way any more: what it had sent was received, and worked off. */
export const quiet = async ({ aws, clouds }: World): Promise<void> => {
  const everyCloud: readonly RunningCloud[] = Object.values(clouds);
  const calls = () =>
    [...Object.values(aws.calls()), ...everyCloud.map(({ counts }) => counts.calls)].reduce((a, b) => a + b);
  for (let before = -1; before !== calls(); ) {
    before = calls();
    await setTimeout(QUIET_MS);
  }
};

/**
 * Stands in for waiting until every lease of a dead run has ended: 80 s, once for each kill.
 *
 * A lease's end is an instant that rows and the control item name, and the one thing that time changes for them: nobody
 * but its holder gives a lease up, and the holder is dead. So the instant is moved into the past, instead of the clock to
 * behind the instant. A claim has set `refreshAt` to the same instant, so it moves along; nothing is made due that waiting
 * would not have made due. What else 80 s would change has no part in this: tokens live for an hour or two, and secrets
 * get versions back.
 */
export const endLeasesOfTheDead = async (world: World, rows: readonly Principal[]): Promise<void> => {
  const { clients, stack } = world;
  const past = Math.floor(Date.now() / SECOND) - 1;
  const leases = rows.flatMap(({ principalId, lease }) => (lease ? [{ principalId, lease }] : []));
  await Promise.all([
    ...leases.map(({ principalId, lease }) =>
      clients.dynamo.send(
        new UpdateItemCommand({
          TableName: stack.outputs.PrincipalsTable,
          Key: marshall({ [KEYS.principals]: principalId }),
          UpdateExpression: 'SET #lease.#until = :past, #refreshAt = :past',
          ConditionExpression: '#lease.#id = :id AND #lease.#until = #refreshAt',
          ExpressionAttributeNames: {
            '#lease': 'lease',
            '#id': 'id',
            '#until': 'until',
            '#refreshAt': KEYS.refreshAt,
          },
          ExpressionAttributeValues: marshall({ ':id': lease.id, ':past': past }),
        }),
      ),
    ),
    clients.dynamo.send(
      new UpdateItemCommand({
        TableName: stack.outputs.ControlsTable,
        Key: marshall({ [KEYS.controls]: CONTROL.runLease }),
        UpdateExpression: 'SET #until = :past',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: marshall({ ':past': past }),
      }),
    ),
  ]);
};
