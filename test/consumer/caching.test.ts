import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Token } from '../../lambdas/consumer/index.ts';
import { principalTokens } from '../../lambdas/consumer/principal-tokens.ts';
import { type Bed, HOUR, MINUTE, NOW, openBed } from './bed.ts';
import { virtualTime } from './virtual-time.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterAll(() => bed.close());

describe('a reader of tokens', () => {
  test('gives what is published, with the header ready to be sent', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 7, token: 'abc', expiresAt: NOW + HOUR });
    const { tokens } = bed.reader();

    const token = await tokens.get(id);

    expect(token.authorization).toBe('Bearer abc');
    expect(token.reveal()).toBe('abc');
    expect({ ...token }).toEqual({
      principalId: id,
      provider: 'dkn',
      generation: 7,
      issuedAt: NOW,
      expiresAt: NOW + HOUR,
    });
  });

  test('reads once for all who ask at the same time', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens } = bed.reader();

    const reads = await bed.readsDuring(() => Promise.all(Array.from({ length: 50 }, () => tokens.get(id))));

    expect(reads).toBe(1);
  });

  test('looks again after five minutes and not before', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    await tokens.get(id);
    await bed.publish(id, { generation: 2 });

    await time.advance(5 * MINUTE - 1);
    const before = await tokens.get(id);
    await time.advance(1);
    const after = await tokens.get(id);

    expect([before.generation, after.generation]).toEqual([1, 2]);
  });

  test('looks again up to a fifth earlier, so that not all do so at once', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader({ random: () => 0.999_999 });
    await tokens.get(id);

    const early = await bed.readsDuring(async () => {
      await time.advance(4 * MINUTE);
      await tokens.get(id);
      await time.advance(1);
      await tokens.get(id);
    });

    expect(early).toBe(1);
  });

  test('looks ever more often near the end, and never past it', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1, expiresAt: NOW + 65_000 });
    const { tokens, time } = bed.reader();
    const readAt: number[] = [];

    for (let second = 0; second < 65; second += 1) {
      const reads = await bed.readsDuring(() => tokens.get(id));
      if (reads > 0) readAt.push(second);
      await time.advance(1_000);
    }

    // Halves of what is left, less the skew of a clock; in the last seconds each second.
    expect(readAt.slice(0, 5)).toEqual([0, 30, 45, 53, 57]);
    expect(readAt.slice(-5)).toEqual([60, 61, 62, 63, 64]);
    await expect(tokens.get(id)).rejects.toMatchObject({ code: 'expired' });
  });

  test('does not trust its cache for longer when the clock is set back', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    await tokens.get(id);
    await bed.publish(id, { generation: 2 });

    await time.advance(-HOUR);

    expect((await tokens.get(id)).generation).toBe(2);
  });

  test('never goes back to an older generation', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 5 });
    const { tokens, time } = bed.reader();
    await tokens.get(id);
    await bed.publish(id, { generation: 4 });

    await time.advance(5 * MINUTE);

    expect((await tokens.get(id)).generation).toBe(5);
  });

  test('reads anew once it is told that the secret has changed', async () => {
    const [told, other] = [bed.principal(), bed.principal()];
    const { tokens } = bed.reader();
    for (const id of [told, other]) {
      await bed.publish(id, { generation: 1 });
      await tokens.get(id);
      await bed.publish(id, { generation: 2 });
    }

    tokens.invalidateBy({ detail: { name: `refresh-scheduler/tokens/dkn/${told}` } });

    expect((await tokens.get(told)).generation).toBe(2);
    expect((await tokens.get(other)).generation).toBe(1);
  });

  test('reads once more when it is told so while it reads', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens } = bed.reader();

    const reads = await bed.readsDuring(async () => {
      const first = tokens.get(id);
      tokens.invalidate(id);
      await first;
      await tokens.get(id);
    });

    expect(reads).toBe(2);
  });

  test('holds the principals that were used last', async () => {
    const [first, second, third] = [bed.principal(), bed.principal(), bed.principal()];
    const { tokens } = bed.reader({ maxPrincipals: 2 });
    for (const id of [first, second, third]) await bed.publish(id, { generation: 1 });
    for (const id of [first, second, first, third]) await tokens.get(id);

    const ofFirst = await bed.readsDuring(() => tokens.get(first));
    const ofSecond = await bed.readsDuring(() => tokens.get(second));

    expect([ofFirst, ofSecond]).toEqual([0, 1]);
  });

  test('reads a secret under the name that the caller gives it', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 3 });
    const { region, account } = bed.aws;
    const { tokens } = bed.reader({
      secretId: (one) =>
        `arn:aws:secretsmanager:${region}:${account}:secret:refresh-scheduler/tokens/dkn/${one}`,
    });

    expect((await tokens.get(id)).generation).toBe(3);
  });

  test('refuses a cache that outlives the margin of the scheduler', () => {
    expect(() => bed.reader({ cacheMs: 300_001 })).toThrow('from 0 to 300000, and is 300001');
  });
});

describe('those who look for a newer token', () => {
  test('share what one of them has just read', async () => {
    let reads = 0;
    const source = {
      async read(principalId: string) {
        reads += 1;
        return new Token(
          { principalId, provider: 'dkn', generation: 1, issuedAt: NOW, expiresAt: NOW + HOUR },
          'text',
        );
      },
    };
    const time = virtualTime(NOW);
    const tokens = principalTokens('home', { source, time, cacheMs: 5 * MINUTE, random: () => 0 });
    await tokens.current();
    await time.advance(1_000);

    await tokens.reread(NOW - 1);
    const shared = reads;
    await tokens.reread(NOW);

    expect([shared, reads]).toEqual([1, 2]);
  });
});

describe('a caller who gives up', () => {
  test('leaves the read to those who still wait for it', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens } = bed.reader();
    const giveUp = new AbortController();

    const impatient = tokens.get(id, { signal: giveUp.signal });
    const patient = tokens.get(id);
    giveUp.abort(new Error('enough'));

    await expect(impatient).rejects.toThrow('enough');
    expect((await patient).generation).toBe(1);
  });
});
