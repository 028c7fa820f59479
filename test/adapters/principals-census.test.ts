import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Principal } from '../../lambdas/core/principal.ts';
import { HOUR } from '../../lambdas/core/time.ts';
import { UNCHANGED } from '../support/items.ts';
import {
  active,
  ended,
  halted,
  NOW,
  outsideItsQueue,
  paused,
  seconds,
  theirs,
} from '../support/principals.ts';
import { openPrincipalsTable } from '../support/principals-table.ts';

let table: Awaited<ReturnType<typeof openPrincipalsTable>>;

beforeAll(async () => {
  table = await openPrincipalsTable();
});
afterEach(() => table.endpoint.faults.clear());
afterAll(() => table.close());

const loseAnswer = (): void =>
  table.endpoint.faults.set({
    service: 'dynamodb',
    operation: 'UpdateItem',
    kind: 'drop-after',
    remaining: 1,
  });

describe('requeue', () => {
  const requeue = (read: Pick<Principal, 'state' | 'dueQueue'>) => (id: string) =>
    table.principals.requeue(id, read);

  test.each([
    ['an active row into the queue of its app', active({ dueQueue: 'other' }), { dueQueue: 'app-1' }, []],
    ['a paused row out of its queue', paused({ dueQueue: 'app-1' }), {}, ['dueQueue']],
    ['a halted row out of its queue', halted({ dueQueue: 'app-1' }), {}, ['dueQueue']],
  ])('puts %s', async (_, row, set, removed) => {
    const { answer, did } = await table.after(row, requeue(row));
    loseAnswer();
    const repeated = await table.after(row, requeue(row));

    expect(answer.write).toBe('done');
    expect(did).toEqual({ set, removed });
    expect(repeated).toMatchObject({ answer: { write: 'done' }, did });
  });

  test.each([
    ['was resumed meanwhile', active(), paused({ dueQueue: 'app-1' })],
    ['was mended meanwhile', active(), active({ dueQueue: 'other' })],
    ['left its queue meanwhile', paused(), paused({ dueQueue: 'app-1' })],
  ])('changes nothing on a row that %s', async (_, row, read) => {
    const { did } = await table.after(row, requeue(read));

    expect(did).toEqual(UNCHANGED);
  });
});

describe('unpublish', () => {
  const read = { generation: 7, publishedVersion: 'version-7' };
  const unpublish = (id: string) => table.principals.unpublish(id, read, NOW);

  test('makes the row due, to be published again from itself', async () => {
    const asleep = active({ refreshAt: NOW + HOUR });

    const { answer, did } = await table.after(asleep, unpublish);
    loseAnswer();
    const repeated = await table.after(asleep, unpublish);

    expect(answer.write).toBe('done');
    expect(did).toEqual({ set: { publishedGeneration: 0, refreshAt: seconds(NOW) }, removed: [] });
    expect(repeated).toMatchObject({ answer: { write: 'done' }, did });
  });

  test.each<[string, Principal]>([
    ['held by a run', active({ lease: theirs })],
    ['refreshed meanwhile', active({ generation: 8, publishedGeneration: 8, publishedVersion: 'version-8' })],
    ['kept meanwhile', active({ generation: 8 })],
    ['published otherwise meanwhile', active({ publishedVersion: 'version-7b' })],
    ['paused', paused()],
    ['halted', halted()],
  ])('leaves a row that is %s', async (_, row) => {
    const { answer, did } = await table.after(row, unpublish);

    expect(answer.write).toBe('stale');
    expect(did).toEqual(UNCHANGED);
  });

  test('is not hindered by a lease that has ended', async () => {
    const { answer } = await table.after(active({ lease: ended }), unpublish);

    expect(answer.write).toBe('done');
  });
});

describe('noteEnd', () => {
  const note = { at: NOW + HOUR, generation: 7, told: false };

  test('notes an end, and forgets it when the matter is over', async () => {
    const noted = await table.after(active(), (id) => table.principals.noteEnd(id, 7, note));
    const forgotten = await table.after(active({ endNoted: { ...note, at: seconds(note.at) } }), (id) =>
      table.principals.noteEnd(id, 7, undefined),
    );

    expect(noted.answer).toMatchObject({ write: 'done', principal: { endNoted: note } });
    expect(forgotten.did).toEqual({ set: {}, removed: ['endNoted'] });
  });

  test('leaves a row that has another grant by now, and makes none', async () => {
    const { did } = await table.after(active({ generation: 8 }), (id) =>
      table.principals.noteEnd(id, 7, note),
    );
    const missing = await table.principals.noteEnd('nobody', 7, note);

    expect(did).toEqual(UNCHANGED);
    expect(missing).toEqual({ write: 'stale', now: { row: 'missing' } });
    expect(await table.items.at('nobody')).toBeUndefined();
  });

  test('that is spoilt is no note, and no reason to leave the row alone', async () => {
    const id = await table.place({ ...active(), endNoted: { at: -1 } } as unknown as Principal);

    expect(await table.principals.get(id)).toMatchObject({ row: 'found' });
    expect(await table.principals.get(id)).not.toHaveProperty('principal.endNoted');
  });
});

describe('a copied row without its index keys', () => {
  test('is read as outside its queue, and adopted', async () => {
    const { refreshAt: _, ...copied } = outsideItsQueue();
    const id = await table.place(copied as Principal);

    const reading = await table.principals.get(id);
    const adopted = await table.principals.adopt(id, NOW);

    expect(reading).toMatchObject({ row: 'found', principal: { state: 'active', refreshAt: 0 } });
    expect(adopted).toMatchObject({ write: 'done', principal: { dueQueue: 'app-1', refreshAt: NOW } });
  });
});

describe('many rows at once', () => {
  test('are read by their ids: the sound, the malformed and the missing, more than one call takes', async () => {
    const ids = await Promise.all(Array.from({ length: 120 }, () => table.place(active())));
    await table.items.put({ principalId: { S: 'odd' } });

    const rows = await table.principals.getMany([...ids, ...ids.slice(0, 5), 'odd', 'nobody']);

    expect(rows.size).toBe(122);
    expect(ids.every((id) => rows.get(id)?.row === 'found')).toBe(true);
    expect(rows.get('odd')?.row).toBe('malformed');
    expect(rows.get('nobody')).toEqual({ row: 'missing' });
  });
});
