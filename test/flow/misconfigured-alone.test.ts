import { describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';

const MINUTE = 60_000;

/** The cloud says of this principal's requests alone that the client is wrong; its neighbours are fine and not due. */
const oneAmongHealthy = async (bed: Bed): Promise<void> => {
  for (const id of ['home-1', 'home-2', 'home-3']) await bed.enrol('dkn', id);
  await bed.tick();
  await bed.enrol('dkn', 'home-0');
  bed.clouds.dkn.faults.set(
    {
      kind: 'status',
      status: 401,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ error: 'invalid_client' }),
    },
    { principal: 'home-0' },
  );
};

describe('a principal whose requests look as if its app were misconfigured', () => {
  test('is not named while its app has had no success since: it may be the app', async () => {
    await using bed = await openBed();
    await oneAmongHealthy(bed);

    const { tally } = await bed.tick();
    bed.clock.advance(2 * MINUTE);
    const { tally: again } = await bed.tick();

    expect([tally.of('misconfigured'), again.of('misconfigured')]).toEqual([1, 1]);
    expect(bed.announced()).toEqual([]);
  });

  test('is named by itself when others of its app succeed in between; nothing is counted against it', async () => {
    await using bed = await openBed();
    await oneAmongHealthy(bed);
    await bed.tick();
    await bed.enrol('dkn', 'home-4');
    await bed.tick();
    bed.clock.advance(2 * MINUTE);

    const { tally } = await bed.tick();

    expect(await bed.serves('dkn', 'home-4')).toBe(true);
    expect(tally.of('misconfigured')).toBe(1);
    expect(bed.announced()).toEqual(['Configuration Required: home-0']);
    expect(await bed.row('home-0')).toMatchObject({ state: 'active', failures: 0 });
  });

  test('is not named at its first failure, whatever succeeds beside it', async () => {
    await using bed = await openBed();
    await oneAmongHealthy(bed);
    await bed.enrol('dkn', 'home-4');

    await bed.tick();

    expect((await bed.row('home-0')).lastError?.code).toBe('invalid_client');
    expect(bed.announced()).toEqual([]);
  });

  test('is not named beside its app where the answer speaks for the whole app: that is told once, for the app', async () => {
    await using bed = await openBed();
    await bed.enrol('kii', 'thing-0');
    const body = JSON.stringify({ errorCode: 'APP_NOT_FOUND' });
    bed.clouds.kii.faults.set({ kind: 'status', status: 404, body }, { principal: 'thing-0' });
    await bed.tick();
    await bed.ports.principals.pause('thing-0');
    await bed.enrol('kii', 'thing-1');
    bed.clock.advance(MINUTE);
    await bed.tick();
    const recovered = await bed.serves('kii', 'thing-1');
    await bed.ports.principals.resume('thing-0', bed.clock.now());

    const { tally } = await bed.tick();

    expect(recovered).toBe(true);
    expect(tally.of('misconfigured')).toBe(1);
    expect(bed.announced()).toEqual([
      'Configuration Required: kii',
      'Recovered: kii',
      'Configuration Required: kii',
    ]);
  });
});
