import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { type RejectedPorts, type Taken, takeUp } from '../../lambdas/flow/rejected.ts';
import { type Bed, openBed } from './bed.ts';
import { holdAt } from './hold.ts';

const MINUTE = 60_000;

/** Enrolled, refreshed and published ten minutes ago. Answers the generation that its consumers hold. */
const published = async (bed: Bed, principalId: string): Promise<number> => {
  await bed.enrol('dkn', principalId);
  await bed.tick();
  bed.clock.advance(10 * MINUTE);
  return (await bed.row(principalId)).publishedGeneration;
};

const reject = (
  bed: Bed,
  principalId: string,
  generation: number,
  { times = 1, ports = bed.ports }: { times?: number; ports?: RejectedPorts } = {},
): Promise<readonly Taken[]> => {
  const rejections = Array.from({ length: times }, () => ({ principalId, generation }));
  return takeUp(rejections, ports, AS_DEPLOYED);
};
/** As if so many of the secret's versions were left, from now on. */
const leaveVersions = (bed: Bed, principalId: string, left: number) =>
  bed.clients.dynamo.send(
    new UpdateItemCommand({
      TableName: bed.settings.principalsTable,
      Key: marshall({ principalId }),
      UpdateExpression: 'SET publishBudget = :budget',
      ExpressionAttributeValues: marshall({ ':budget': { left, at: bed.clock.now() / 1_000 } }),
    }),
  );
const outcomesOf = (taken: readonly Taken[]) => taken.map(({ outcome }) => outcome);

describe('a rejected token', () => {
  test('that its cloud ended early is replaced by the next tick', async () => {
    await using bed = await openBed();
    const generation = await published(bed, 'anna');
    bed.clouds.dkn.faults.set({ kind: 'access-revoked' }, { principal: 'anna' });
    const wasServed = await bed.serves('dkn', 'anna');

    const taken = await reject(bed, 'anna', generation);
    await bed.tick();

    expect(wasServed).toBe(false);
    expect(taken).toEqual([{ principalId: 'anna', outcome: 'marked-due', told: 1 }]);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('that a thousand tell of takes one look and one write, and one refresh', async () => {
    await using bed = await openBed();
    const generation = await published(bed, 'anna');
    const refreshed = bed.clouds.dkn.counts.calls;
    const before = bed.aws.calls();

    const first = await reject(bed, 'anna', generation, { times: 1_000 });
    const after = bed.aws.calls();
    const second = await reject(bed, 'anna', generation);
    await bed.tick();
    bed.clock.advance(MINUTE);
    const third = await reject(bed, 'anna', generation);
    await bed.tick();

    const made = (operation: string) => (after[operation] ?? 0) - (before[operation] ?? 0);
    expect(first).toEqual([{ principalId: 'anna', outcome: 'marked-due', told: 1_000 }]);
    expect([made('dynamodb.GetItem'), made('dynamodb.UpdateItem')]).toEqual([1, 1]);
    expect(outcomesOf(second)).toEqual(['expected-soon']);
    expect(outcomesOf(third)).toEqual(['another-generation']);
    expect(bed.clouds.dkn.counts.calls - refreshed).toBe(1);
  });

  test('is found among rejections of older ones', async () => {
    await using bed = await openBed();
    const generation = await published(bed, 'anna');
    const rejections = [generation - 1, generation, generation - 2].map((rejected) => ({
      principalId: 'anna',
      generation: rejected,
    }));

    const taken = await takeUp(rejections, bed.ports, AS_DEPLOYED);

    expect(taken).toEqual([{ principalId: 'anna', outcome: 'marked-due', told: 3 }]);
  });

  test('of nobody who is enrolled is passed over, and makes no row', async () => {
    await using bed = await openBed();
    const generation = await published(bed, 'anna');

    const taken = await takeUp(
      [
        { principalId: 'nobody', generation },
        { principalId: 'anna', generation },
      ],
      bed.ports,
      AS_DEPLOYED,
    );

    expect(outcomesOf(taken)).toEqual(['unknown', 'marked-due']);
    expect(await bed.ports.principals.get('nobody')).toEqual({ row: 'missing' });
  });

  test('that a run begins to replace in between is left to it', async () => {
    await using bed = await openBed();
    const generation = await published(bed, 'anna');
    const marking = holdAt(bed.ports, 'principals.markDue');

    const taking = reject(bed, 'anna', generation, { ports: marking.ports });
    await marking.reached;
    await bed.ports.principals.markDue('anna', 'forced', bed.clock.now());
    const run = holdAt(bed.ports, 'principals.keep');
    const ticking = bed.tick(run.ports);
    await run.reached;
    marking.release();
    const taken = await taking;
    run.release();
    await ticking;

    expect(outcomesOf(taken)).toEqual(['in-flight']);
    expect(bed.clouds.dkn.counts.reused).toBe(0);
  });

  test('that a run has replaced in between is left', async () => {
    await using bed = await openBed();
    const generation = await published(bed, 'anna');
    const marking = holdAt(bed.ports, 'principals.markDue');

    const taking = reject(bed, 'anna', generation, { ports: marking.ports });
    await marking.reached;
    await bed.ports.principals.markDue('anna', 'forced', bed.clock.now());
    await bed.tick();
    const { refreshAt } = await bed.row('anna');
    marking.release();

    expect(outcomesOf(await taking)).toEqual(['another-generation']);
    expect((await bed.row('anna')).refreshAt).toBe(refreshAt);
  });

  test('of a principal that is paused or halted changes nothing', async () => {
    await using bed = await openBed();
    const generation = await published(bed, 'anna');
    await bed.ports.principals.pause('anna');
    const before = await bed.row('anna');

    const taken = await reject(bed, 'anna', generation);

    expect(outcomesOf(taken)).toEqual(['stopped']);
    expect(await bed.row('anna')).toEqual(before);
  });

  test('does not cut short the back-off of a cloud that is down', async () => {
    await using bed = await openBed();
    const generation = await published(bed, 'anna');
    bed.clouds.dkn.faults.set({ kind: 'status', status: 503 });
    await reject(bed, 'anna', generation);
    await bed.tick();
    const { refreshAt } = await bed.row('anna');

    const taken = await reject(bed, 'anna', generation);

    expect(outcomesOf(taken)).toEqual(['failing']);
    expect((await bed.row('anna')).refreshAt).toBe(refreshAt);
  });

  test('that the table did not answer for comes back, and delays no other', async () => {
    await using bed = await openBed();
    const generation = await published(bed, 'anna');
    const get: RejectedPorts['principals']['get'] = async (id) => {
      if (id === 'bert') throw new Error('the table is down');
      return bed.ports.principals.get(id);
    };
    const ports = { ...bed.ports, principals: { ...bed.ports.principals, get } };

    const taken = await takeUp(
      [
        { principalId: 'bert', generation },
        { principalId: 'anna', generation },
      ],
      ports,
      AS_DEPLOYED,
    );

    expect(taken).toEqual([
      { principalId: 'bert', outcome: 'failed', told: 1, error: expect.any(Error) },
      { principalId: 'anna', outcome: 'marked-due', told: 1 },
    ]);
  });
});

describe('a consumer that rejects every token', () => {
  /** Rejects what is published, then ticks, minute by minute. Answers at which minutes a token was replaced. */
  const rejectingFor = async (bed: Bed, minutes: number): Promise<number[]> => {
    const refreshes: number[] = [];
    for (let minute = 0; minute < minutes; minute += 1) {
      const { publishedGeneration } = await bed.row('anna');
      await reject(bed, 'anna', publishedGeneration);
      await bed.tick();
      if ((await bed.row('anna')).publishedGeneration > publishedGeneration) refreshes.push(minute);
      bed.clock.advance(MINUTE);
    }
    return refreshes;
  };

  test('gets a few at once, then four an hour', async () => {
    await using bed = await openBed({ lifetimeSeconds: 7_200 });
    await published(bed, 'anna');

    const refreshes = await rejectingFor(bed, 120);

    const gaps = refreshes.slice(1).map((minute, index) => minute - (refreshes[index] ?? 0));
    expect(Math.max(...gaps.slice(0, 3))).toBeLessThanOrEqual(2);
    expect(new Set(gaps.slice(3))).toEqual(new Set([15]));
    expect(gaps.length).toBeGreaterThan(8);
  }, 30_000);

  test('cannot use up the versions of its secret, and nobody is told of a lifetime that is well', async () => {
    await using bed = await openBed({ lifetimeSeconds: 7_200 });
    await published(bed, 'anna');
    await leaveVersions(bed, 'anna', 12);

    const refreshes = await rejectingFor(bed, 6 * 60);

    // Two, down to the reserve of ten; then as many as come back, one in 84 minutes.
    const { lastError, announced, publishBudget } = await bed.row('anna');
    expect(refreshes).toEqual([5, 20, 84, 168, 252, 336]);
    expect(publishBudget.left).toBe(10);
    expect([lastError, announced]).toEqual([undefined, undefined]);
    expect(bed.announced()).toEqual([]);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  }, 30_000);
});
