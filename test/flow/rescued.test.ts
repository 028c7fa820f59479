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
      keepLate: (id: string) => {
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
      keepLate: async (id: string) => {
        seen.push(id);
        return { write: 'stale', now: { row: 'missing' } } as const;
      },
    };
    await pending.keepNow({ principals: back, clock: bed.clock });
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  test('wait while another run holds the row: it presents the old grant, which would be used twice', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { generation, sealed, grantDigest } = await bed.row('anna');
    const pending = new PendingKeeps();
    pending.add({ ...rescueOf('anna'), generation, sealed, grantDigest });
    const now = bed.clock.now();
    const lease = { app: 'dkn', provider: 'dkn', leaseId: 'another', until: now + 60_000, now };
    await bed.ports.principals.claim('anna', lease);

    const meanwhile = await pending.keepNow(bed.ports);
    const held = await bed.row('anna');
    bed.clock.advance(61_000);
    bed.clock.advance(1_000);
    const afterwards = await pending.keepNow(bed.ports);

    expect(meanwhile).toEqual([]);
    expect(held).toMatchObject({ generation, lease: { id: 'another' } });
    expect(afterwards).toMatchObject([{ principalId: 'anna' }]);
    expect(await bed.row('anna')).toMatchObject({ generation: generation + 1, keptBy: 'lease-anna' });
  });
});
