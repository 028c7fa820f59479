import { describe, expect, test } from '@jest/globals';
import { type BookEntry, Books } from '../../../local/clouds/books.ts';

const refused = (at: number): BookEntry => ({
  at,
  app: 'app',
  principal: 'p-1',
  asked: 'refresh',
  presented: 1,
  use: 'ordinary',
  fault: undefined,
  answer: { reply: { status: 400, headers: {}, body: '' } },
});

describe('books', () => {
  test('keep the last thousand requests one by one, and count them all', () => {
    const books = new Books();

    for (let at = 0; at < 1_002; at += 1) books.enter(refused(at));

    expect(books.history).toHaveLength(1_000);
    expect(books.history[0]?.at).toBe(2);
    expect(books.counts).toMatchObject({ calls: 1_002, refused: 1_002 });
  });

  test('tell reuse before anything else that can be said of a request', () => {
    const books = new Books();

    books.enter({ ...refused(1), use: 'reused', fault: 'drop', answer: undefined });

    expect(books.history[0]?.verdict).toBe('reused');
    expect(books.counts).toMatchObject({ reused: 1, faults: 1, refused: 0 });
  });
});
