import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { type Listed, list, type Wanted } from '../../../lambdas/flow/operator/list.ts';
import { type Bed, openBed } from '../bed.ts';

const MINUTE = 60_000;

const idsOf = ({ principals }: Listed): string[] => principals.map(({ principalId }) => principalId).sort();
const listing = (bed: Bed, wanted: Partial<Wanted> = {}) => list({ limit: 50, ...wanted }, bed.ports);

/** Every page, one after the other, as a caller goes through them. */
const wholeList = async (bed: Bed, wanted: Partial<Wanted>): Promise<Listed[]> => {
  const pages = [await listing(bed, wanted)];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next)
    pages.push(await listing(bed, { ...wanted, after: next }));
  return pages;
};

const putMalformed = (bed: Bed, principalId: string) =>
  bed.clients.dynamo.send(
    new PutItemCommand({
      TableName: bed.settings.principalsTable,
      Item: { principalId: { S: principalId }, state: { S: 'odd' } },
    }),
  );

describe('the list of principals', () => {
  test('holds what was asked for and no other', async () => {
    await using bed = await openBed();
    for (const id of ['anna', 'bert', 'carl']) await bed.enrol('dkn', id);
    await bed.enrol('kii', 'thing');
    await bed.ports.principals.pause('bert');

    const lists = {
      all: await listing(bed),
      provider: await listing(bed, { provider: 'kii' }),
      app: await listing(bed, { app: 'dkn' }),
      state: await listing(bed, { state: 'paused' }),
      both: await listing(bed, { app: 'dkn', state: 'active' }),
      neither: await listing(bed, { app: 'kii', state: 'halted' }),
    };

    expect(Object.fromEntries(Object.entries(lists).map(([name, one]) => [name, idsOf(one)]))).toEqual({
      all: ['anna', 'bert', 'carl', 'thing'],
      provider: ['thing'],
      app: ['anna', 'bert', 'carl'],
      state: ['bert'],
      both: ['anna', 'carl'],
      neither: [],
    });
    for (const one of Object.values(lists)) expect(one).toMatchObject({ malformed: [] });
  });

  test('is of whom two ticks have passed by, when that is asked for', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'late');
    await bed.enrol('dkn', 'paused');
    await bed.ports.principals.pause('paused');
    const atEnrolment = await listing(bed, { overdue: true });
    bed.clock.advance(2 * MINUTE);
    const afterTwoMinutes = await listing(bed, { overdue: true });
    bed.clock.advance(1_000);
    await bed.enrol('dkn', 'fresh');

    expect(idsOf(atEnrolment)).toEqual([]);
    expect(idsOf(afterTwoMinutes)).toEqual([]);
    expect(idsOf(await listing(bed, { overdue: true }))).toEqual(['late']);
  });

  test.each([
    ['everybody', {}, 7],
    ['one app', { app: 'dkn' }, 7],
    ['nobody', { app: 'kii' }, 0],
  ])('of %s comes in pages that miss nobody and repeat nobody', async (_, wanted, count) => {
    await using bed = await openBed();
    for (let n = 0; n < 7; n += 1) await bed.enrol('dkn', `home-${n}`);

    const pages = await wholeList(bed, { ...wanted, limit: 3 });

    const ids = pages.flatMap(idsOf);
    expect(ids).toHaveLength(count);
    expect(new Set(ids).size).toBe(count);
    for (const page of pages) expect(page.principals.length).toBeLessThanOrEqual(3);
  });

  test('names rows that break the contract, whatever is asked for', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await putMalformed(bed, 'spoilt');

    expect((await listing(bed)).malformed).toEqual(['spoilt']);
    expect((await listing(bed, { app: 'dkn', state: 'active' })).malformed).toEqual(['spoilt']);
  });

  test('ends when it took too long, and goes on from there', async () => {
    await using bed = await openBed();
    for (let n = 0; n < 5; n += 1) await bed.enrol('dkn', `home-${n}`);
    const { principals } = bed.ports;
    const slow = {
      ...bed.ports,
      principals: {
        ...principals,
        scan: async (...[segment, after]: Parameters<typeof principals.scan>) => {
          bed.clock.advance(11_000);
          return principals.scan(segment, after, 1);
        },
      },
    };

    const first = await list({ limit: 50, app: 'dkn' }, slow);
    const rest = await list({ limit: 50, app: 'dkn', ...(first.next && { after: first.next }) }, bed.ports);

    expect(first.principals).toHaveLength(2);
    expect(first.next).toBeDefined();
    expect([...idsOf(first), ...idsOf(rest)].sort()).toEqual([
      'home-0',
      'home-1',
      'home-2',
      'home-3',
      'home-4',
    ]);
  });

  test('reads no further than so many pages in one call, though nothing was found', async () => {
    await using bed = await openBed();
    let pages = 0;
    const endless = {
      ...bed.ports,
      principals: {
        ...bed.ports.principals,
        scan: async () => {
          pages += 1;
          return { rows: [], next: `after-${pages}` };
        },
      },
    };

    const listed = await list({ limit: 50, state: 'halted' }, endless);

    expect(pages).toBe(40);
    expect(listed).toEqual({ principals: [], malformed: [], next: 'after-40' });
  });
});
