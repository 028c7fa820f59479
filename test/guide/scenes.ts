import { writeFile } from 'node:fs/promises';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { OUTPUT } from '../../lambdas/contract.ts';
import { DAY } from '../../lambdas/core/time.ts';
import { createAuthority } from '../../local/clouds/authority.ts';
import { outputOf } from '../../local/deployment.ts';
import { operate } from '../../local/operate.ts';
import type { World } from '../../local/world.ts';
import { NEW_SECRET } from './props.ts';
import { lostToTheLog } from './rescue-scene.ts';
import type { Stage } from './stage.ts';

/** What happens without the reader of the guide, by the words of its comments. */
export const scenesOn = ({
  world,
  tick,
  census,
}: Stage): Readonly<Record<string, () => Promise<unknown>>> => {
  const { dynamo } = world.clients;
  const TableName = outputOf(world.stack, OUTPUT.principalsTable);
  let backup: Awaited<ReturnType<typeof rows>> = [];
  const rows = async () => (await dynamo.send(new ScanCommand({ TableName }))).Items ?? [];

  return {
    'a tick runs': tick,
    'a census runs': census,
    'the provider takes the new secret only': () =>
      world.clouds.dkn.registerApp('homes', { clientSecret: NEW_SECRET }),
    'the certificate of meters has three weeks left': () => metersFor(21, world),
    'the owner of home-2 withdraws consent': () => withdrawn('home-2', world).then(tick),
    'the owner of home-3 withdraws consent': () => withdrawn('home-3', world).then(tick),
    'a grant of home-4 cannot be kept': async () => {
      await writeFile('rescue.json', await lostToTheLog('home-4', world));
      await tick();
    },
    'a backup is made, and home-3 is refreshed after it': async () => {
      backup = await rows();
      await makeDue('home-3', world);
      await tick();
    },
    'the rows come back from the backup': async () => {
      for (const Item of backup) await dynamo.send(new PutItemCommand({ TableName, Item }));
    },
  };
};

/** A principal that logs in, and a certificate that is about to end. */
const metersFor = async (days: number, { clouds, stack }: World): Promise<void> => {
  const authority = await createAuthority('a platform');
  const { certificate, key } = await authority.issue({
    commonName: 'meters',
    client: true,
    notAfter: new Date(Date.now() + days * DAY),
  });
  const app = await clouds.huawei.registerApp('meters');
  const secret = { ...app, client_certificate: certificate, client_key: key };
  const meters = { principal_id: 'meters', provider: app.provider, app: 'meters', grant: { kind: 'login' } };
  await operate(stack, { operation: 'registerApp', app: 'meters', secret });
  await operate(stack, { operation: 'enrol', ...meters });
  await writeFile('client.crt', certificate);
};

const makeDue = (principal_id: string, { stack }: World) =>
  operate(stack, { operation: 'refresh', principal_id });

const withdrawn = async (principal: string, world: World): Promise<void> => {
  world.clouds.dkn.faults.set({ kind: 'revoked' }, { principal });
  await makeDue(principal, world);
};
