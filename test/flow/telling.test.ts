import { describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';
import { mortal } from './death.ts';

const MINUTE = 60_000;

const minutesOfTicks = async (bed: Bed, n: number) => {
  for (let minute = 0; minute < n; minute += 1) {
    await bed.tick();
    bed.clock.advance(MINUTE);
  }
};

const eventsDown = (bed: Bed) =>
  bed.aws.faults.set({ service: 'events', kind: 'error', status: 400, errorType: 'AccessDeniedException' });

describe('whoever must act is told once, with the action to take, and told when it is over', () => {
  test('a principal whose refreshes fail is told of at the third failure, once, and when it recovers', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('dkn', 'bo');
    bed.clouds.dkn.faults.set({ kind: 'status', status: 503 }, { principal: 'anna' });

    await bed.tick();
    bed.clock.advance(2 * MINUTE);
    await bed.tick();
    const toldBeforeTheThird = bed.announced();
    bed.clock.advance(5 * MINUTE);
    await bed.tick();
    bed.clock.advance(20 * MINUTE);
    await bed.tick();
    bed.clouds.dkn.faults.clear();
    bed.clock.advance(20 * MINUTE);
    await bed.tick();

    expect(toldBeforeTheThird).toEqual([]);
    expect(bed.announced()).toEqual(['Refresh Failing: anna', 'Recovered: anna']);
  });

  test('a halted principal is told of once, with what its owner must do', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'anna' });

    await minutesOfTicks(bed, 4);

    const events = bed.aws.events();
    expect(bed.announced()).toEqual(['Reauthorization Required: anna']);
    expect(events[0]?.detail).toMatchObject({
      schema: 1,
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      provider: 'dkn',
      app: 'dkn',
      code: 'invalid_request',
      action: expect.stringContaining('authorize'),
    });
  });

  test('a principal that is halted again after a new grant is told of again', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'anna' });
    await bed.tick();
    bed.clock.advance(MINUTE);
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'anna' });

    await bed.tick();

    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Reauthorization Required: anna']);
    expect(new Set(bed.aws.events().map(({ detail }) => detail.id)).size).toBe(2);
  });

  test('a run that dies between telling and halting tells it again, under the same id', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'anna' });
    const { ports, died } = mortal(bed.ports, 'principals.halt', 'before');
    void bed.tick(ports);
    await died;
    bed.clock.advance(2 * MINUTE);

    await bed.tick();

    expect((await bed.row('anna')).state).toBe('halted');
    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Reauthorization Required: anna']);
    expect(new Set(bed.aws.events().map(({ detail }) => detail.id)).size).toBe(1);
  });

  test('an app that must be corrected is told of once the bus works again, under the same id however often', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'platform');
    bed.clouds.huawei.faults.set({ kind: 'frozen' });
    eventsDown(bed);
    await bed.tick();
    bed.aws.faults.clear();
    bed.clock.advance(MINUTE);

    // Told, and then the note that it was told is lost: at least once means that it comes again.
    const forgetful = {
      ...bed.ports,
      controls: {
        ...bed.ports.controls,
        save: async (control: Parameters<typeof bed.ports.controls.save>[0]) => {
          const { announced: _, ...rest } = control;
          await bed.ports.controls.save(rest);
        },
      },
    };
    await bed.tick(forgetful);
    bed.clock.advance(MINUTE);
    await minutesOfTicks(bed, 3);

    expect(bed.announced()).toEqual(['Configuration Required: huawei', 'Configuration Required: huawei']);
    expect(new Set(bed.aws.events().map(({ detail }) => detail.id)).size).toBe(1);
  });

  test('nobody is halted while nobody can be told; when the bus works again, both happen', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'dora');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'dora' });
    eventsDown(bed);

    await minutesOfTicks(bed, 8);
    const meanwhile = await bed.row('dora');
    bed.aws.faults.clear();
    await minutesOfTicks(bed, 3);

    expect(meanwhile.state).toBe('active');
    expect(await bed.row('dora')).toMatchObject({ state: 'halted', haltReason: 'refused' });
    expect(bed.announced()).toEqual(['Reauthorization Required: dora']);
  });

  test('a bus that is down holds nothing up: everybody is refreshed', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('dkn', 'dora');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'dora' });
    eventsDown(bed);

    const { tally } = await bed.tick();

    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(tally.groups().map(({ code }) => code)).toContain('announcement-failed');
  });
});
