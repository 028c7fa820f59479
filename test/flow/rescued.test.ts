import { describe, expect, test } from '@jest/globals';
import type { Rescue } from '../../lambdas/core/rescue.ts';
import { PendingKeeps } from '../../lambdas/flow/rescued.ts';
import { openBed } from './bed.ts';

const rescueOf = (principalId: string): Rescue => ({
  principalId,
  provider: 'dkn',
  app: 'dkn',
  generation: 1,
  keptBy: `lease-${principalId}`,
  sealed: Uint8Array.of(1),
  grantDigest: 'digest',
});

describe('grants that wait to be kept', () => {
  test('cost a run one failed call while the table is away, however many they are, and none is forgotten', async () => {
    await using bed = await openBed();
    const pending = new PendingKeeps();
    for (const id of ['a', 'b', 'c']) pending.add(rescueOf(id));
    const asked: string[] = [];
    const away = {
      ...bed.ports.principals,
      keep: (id: string) => {
        asked.push(id);
        return Promise.reject(new Error('the table does not answer'));
      },
    };

    await pending.keepNow({ principals: away, clock: bed.clock });
    await pending.keepNow({ principals: away, clock: bed.clock });

    expect(asked).toEqual(['a', 'a']);
    const seen: string[] = [];
    const back = {
      ...away,
      keep: async (id: string) => {
        seen.push(id);
        return { write: 'stale', now: { row: 'missing' } } as const;
      },
    };
    await pending.keepNow({ principals: back, clock: bed.clock });
    expect(seen).toEqual(['a', 'b', 'c']);
  });
});
