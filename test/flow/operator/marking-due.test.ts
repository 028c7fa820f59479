import { describe, expect, test } from '@jest/globals';
import { markDue } from '../../../lambdas/flow/operator/mark-due.ts';
import { openBed } from '../bed.ts';
import { holdAt } from '../hold.ts';
import { haltOne } from './halting.ts';

const IN_FLIGHT = /in flight.*try again in \d+ s/;

describe('marking a principal due', () => {
  test('has the next tick refresh it, long before its time', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    const before = await bed.secret('dkn', 'anna');

    const marked = await markDue('anna', bed.ports);
    await bed.tick();

    expect(marked).toEqual({ done: true, change: 'marked-due' });
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 2, reused: 0 });
    expect((await bed.secret('dkn', 'anna'))?.generation).toBe(Number(before?.generation) + 1);
  });

  test('while a run holds it is refused with the time to wait, after which it works', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const run = holdAt(bed.ports, 'principals.keep');
    const ticking = bed.tick(run.ports);
    await run.reached;

    const marked = await markDue('anna', bed.ports);
    const seconds = /in (\d+) s/.exec('remedy' in marked ? marked.remedy : '')?.[1];
    run.release();
    await ticking;
    bed.clock.advance(Number(seconds) * 1_000);
    const later = await markDue('anna', bed.ports);

    expect(marked).toMatchObject({
      done: false,
      field: 'principal_id',
      remedy: expect.stringMatching(IN_FLIGHT),
    });
    expect(later).toMatchObject({ done: true });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
  });

  test('after a run that died is possible exactly when it was said to be', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const now = bed.clock.now();
    const lease = { leaseId: 'dead', until: now + 80_000 };
    await bed.ports.principals.claim('anna', { app: 'dkn', provider: 'dkn', ...lease, now });

    const refused = await markDue('anna', bed.ports);
    bed.clock.advance(80_000);
    const tooEarly = await markDue('anna', bed.ports);
    bed.clock.advance(1_000);

    expect(refused).toMatchObject({ remedy: expect.stringContaining('try again in 81 s') });
    expect(tooEarly).toMatchObject({ remedy: expect.stringContaining('try again in 1 s') });
    expect(await markDue('anna', bed.ports)).toMatchObject({ done: true });
  });

  test('brings back a row that was left outside its queue', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const outside = {
      ...bed.ports,
      principals: {
        ...bed.ports.principals,
        get: async () => {
          const { dueQueue: _, ...principal } = (await bed.row('anna')) as { dueQueue?: string };
          return { row: 'found', principal } as never;
        },
        adopt: async () => ({ write: 'done', principal: await bed.row('anna') }) as never,
        markDue: () => Promise.reject(new Error('it is in no queue')),
      },
    };

    expect(await markDue('anna', outside)).toEqual({ done: true, change: 'marked-due' });
  });

  test.each([
    ['somebody who is not enrolled', 'nobody', /^nobody is not enrolled$/],
    ['a name that cannot be', 'an id', /^Use 1 to 128 of/],
  ])('refuses %s', async (_, id, remedy) => {
    await using bed = await openBed();

    expect(await markDue(id, bed.ports)).toEqual({
      done: false,
      field: 'principal_id',
      remedy: expect.stringMatching(remedy),
    });
  });

  test('refuses a paused and a halted one with what to do instead, and touches neither', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'anna');
    await bed.enrol('kii', 'thing');
    await bed.ports.principals.pause('thing');
    const before = [await bed.row('anna'), await bed.row('thing')];

    const halted = await markDue('anna', bed.ports);
    const paused = await markDue('thing', bed.ports);

    expect(halted).toMatchObject({ done: false, remedy: expect.stringMatching(/halted.*new grant/) });
    expect(paused).toMatchObject({ done: false, remedy: expect.stringMatching(/paused: resume it/) });
    expect([await bed.row('anna'), await bed.row('thing')]).toEqual(before);
  });

  test('of one that is paused in the middle says so, and it stays paused', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const marking = holdAt(bed.ports, 'principals.markDue');

    const marked = markDue('anna', marking.ports);
    await marking.reached;
    await bed.ports.principals.pause('anna');
    marking.release();

    expect(await marked).toMatchObject({ done: false, remedy: expect.stringMatching(/paused/) });
    const row = await bed.row('anna');
    expect(row.state).toBe('paused');
    expect(row).not.toHaveProperty('dueQueue');
  });
});
