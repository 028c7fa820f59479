import { describe, expect, test } from '@jest/globals';
import { readBatch } from '../../lambdas/reject/batch.ts';

const record = (body: unknown, messageId = 'm-1') => ({
  messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('a batch of rejections', () => {
  test('is read message by message', () => {
    const batch = readBatch([
      record({ principalId: 'home-1', generation: 7 }, 'm-1'),
      record({ principalId: 'home-2', generation: 1_768_478_401, note: 'whatever' }, 'm-2'),
    ]);

    expect(batch).toEqual({
      messages: [
        { messageId: 'm-1', rejection: { principalId: 'home-1', generation: 7 } },
        { messageId: 'm-2', rejection: { principalId: 'home-2', generation: 1_768_478_401 } },
      ],
      unreadable: 0,
    });
  });

  test.each<[string, unknown]>([
    ['no JSON', 'token rejected'],
    ['no object', [1, 2]],
    ['nothing', null],
    ['no principal', { generation: 7 }],
    ['a principal outside the alphabet', { principalId: 'home 1; drop', generation: 7 }],
    ['a principal longer than any', { principalId: 'h'.repeat(129), generation: 7 }],
    ['a principal that is a condition', { principalId: { $ne: '' }, generation: 7 }],
    ['no generation', { principalId: 'home-1' }],
    ['a generation as text', { principalId: 'home-1', generation: '7' }],
    ['the generation of what was never published', { principalId: 'home-1', generation: 0 }],
    ['half a generation', { principalId: 'home-1', generation: 7.5 }],
    ['a generation beyond counting', { principalId: 'home-1', generation: 1e300 }],
  ])('counts one with %s, and keeps its neighbours', (_, body) => {
    const good = { principalId: 'home-1', generation: 7 };

    const batch = readBatch([record(body, 'bad'), record(good, 'good')]);

    expect(batch).toEqual({ messages: [{ messageId: 'good', rejection: good }], unreadable: 1 });
  });
});
