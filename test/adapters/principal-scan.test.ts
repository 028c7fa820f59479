import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { KEYS } from '../../lambdas/contract.ts';
import type { ScannedPage } from '../../lambdas/flow/ports.ts';
import { emptyTable, PRINCIPALS_TABLE } from '../support/aws.ts';
import { active, paused, storedRow } from '../support/principals.ts';
import { openPrincipalsTable } from '../support/principals-table.ts';

let table: Awaited<ReturnType<typeof openPrincipalsTable>>;

beforeAll(async () => {
  table = await openPrincipalsTable();
});
beforeEach(() => emptyTable(table.clients.dynamo, PRINCIPALS_TABLE, KEYS.principals));
afterEach(() => table.endpoint.faults.clear());
afterAll(() => table.close());

const WHOLE = { index: 0, of: 1 };
const idsOf = (pages: readonly ScannedPage[]): string[] =>
  pages.flatMap(({ rows }) => rows.map(({ principalId }) => principalId)).sort();

const everyPage = async (segment: { index: number; of: number }, atMost: number): Promise<ScannedPage[]> => {
  const pages = [await table.principals.scan(segment, undefined, atMost)];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next)
    pages.push(await table.principals.scan(segment, next, atMost));
  return pages;
};

describe('reading the whole table', () => {
  test('gives every row as it stands, whatever its state', async () => {
    const rows = [active({ principalId: 'a' }), paused({ principalId: 'b' })];
    for (const row of rows) await table.items.put(storedRow(row));

    const page = await table.principals.scan(WHOLE);

    expect(page).not.toHaveProperty('next');
    expect(page.rows.toSorted((one, other) => (one.principalId < other.principalId ? -1 : 1))).toEqual(
      rows.map((principal) => ({ principalId: principal.principalId, row: 'found', principal })),
    );
  });

  test('names a row that breaks the contract, and why', async () => {
    await table.items.put({ ...storedRow(active({ principalId: 'spoilt' })), failures: { S: 'hush' } });

    const { rows } = await table.principals.scan(WHOLE);

    expect(rows).toEqual([
      { principalId: 'spoilt', row: 'malformed', problems: [expect.stringMatching(/^failures/)] },
    ]);
  });

  test.each([1, 3])('in %s parts, page by page, gives each row once', async (of) => {
    const ids = Array.from({ length: 11 }, (_, n) => `thing-${n + 10}`);
    for (const principalId of ids) await table.items.put(storedRow(active({ principalId })));

    const parts = await Promise.all(Array.from({ length: of }, (_, index) => everyPage({ index, of }, 2)));

    expect(idsOf(parts.flat())).toEqual(ids);
    for (const { rows } of parts.flat()) expect(rows.length).toBeLessThanOrEqual(2);
  });

  test('goes on after any id, not only where a page ended', async () => {
    for (const principalId of ['a', 'b', 'c', 'd']) await table.items.put(storedRow(active({ principalId })));
    const order = (await table.principals.scan(WHOLE)).rows.map(({ principalId }) => principalId);

    const { rows } = await table.principals.scan(WHOLE, order[1]);

    expect(rows.map(({ principalId }) => principalId)).toEqual(order.slice(2));
  });

  test('of an empty table is empty; of one that does not answer it throws', async () => {
    expect(await table.principals.scan(WHOLE)).toEqual({ rows: [] });
    table.endpoint.faults.set({ service: 'dynamodb', kind: 'error' });

    await expect(table.principals.scan(WHOLE)).rejects.toMatchObject({ name: 'InternalServerError' });
  });
});
