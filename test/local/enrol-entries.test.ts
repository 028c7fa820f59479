import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDataFolder } from '../../local/data-folder.ts';
import { enrolPrincipals, registerApps } from '../../local/enrol-entries.ts';
import type { Entry } from '../../local/entries.ts';
import { openWorld, type World } from '../../local/world.ts';

const ID = 'my-home';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'enrol-entries-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** One run with the data folder. */
const run = async <T>(live: (world: World) => Promise<T>): Promise<T> => {
  const data = await openDataFolder(dir);
  const world = await openWorld({ data, onProgress: () => {}, onLine: () => {} });
  try {
    return await live(world);
  } finally {
    await world.close();
    await data.close();
  }
};

const stateOf = async ({ ports }: World): Promise<string> => {
  const reading = await ports.principals.get(ID);
  return reading.row === 'found' ? reading.principal.state : reading.row;
};

test('a principal that is halted after a rotation is not enrolled again by the next run', async () => {
  let principals: Entry[] = [];
  const before = await run(async (world) => {
    const { dkn } = world.clouds;
    const { refreshToken } = dkn.issueGrant({ principal: ID });
    const grant = { kind: 'refresh_token', refresh_token: refreshToken };
    const fields = { principal_id: ID, provider: 'dkn', app: 'mine', grant };
    principals = [{ place: 'principals.json', fields }];
    await registerApps(world.stack, [{ place: 'apps.json', fields: { app: 'mine', ...dkn.app } }]);
    await enrolPrincipals(world, principals);
    await world.stack.tick();
    dkn.faults.set({ kind: 'revoked' }, { principal: ID });
    await world.ports.principals.markDue(ID, 'forced', Date.now());
    await world.stack.tick();
    return { refreshed: dkn.counts.refreshed, state: await stateOf(world) };
  });

  const after = await run(async (world) => {
    const enrolled = await enrolPrincipals(world, principals);
    await world.stack.tick();
    const port = new URL(world.aws.url).port;
    return { enrolled, port, calls: world.clouds.dkn.counts.calls, state: await stateOf(world) };
  });

  expect(before).toEqual({ refreshed: 1, state: 'halted' });
  expect(after).toMatchObject({ calls: 0, state: 'halted' });
  expect(after.enrolled).toEqual({
    taken: [ID],
    refusals: [],
    notes: [`${ID} is halted: refresh-scheduler resume ${ID} --grant KIND --local ${after.port}`],
  });
}, 90_000);
