import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Token } from '../../lambdas/consumer/index.ts';
import { type Authority, createAuthority } from '../../local/clouds/authority.ts';
import { type Asked, EVERY_CLOUD, tokensIn } from '../local/clouds/every-cloud.ts';
import { type Bed, NOW, openBed } from './bed.ts';

let bed: Bed;
let authority: Authority;
let asked: Asked | undefined;
beforeAll(async () => {
  bed = await openBed();
  authority = await createAuthority('Test CA');
});
afterEach(async () => {
  await asked?.cloud.close();
  bed.aws.faults.clear();
});
afterAll(() => bed.close());

const open = async (provider: keyof typeof EVERY_CLOUD): Promise<Asked> => {
  asked = await EVERY_CLOUD[provider]({ authority });
  return asked;
};

/** A principal at a cloud, whose first token is published. */
const enrolled = async (asked: Asked) => {
  const id = bed.principal();
  const grant = asked.cloud.issueGrant({ principal: id, app: asked.cloud.provider });
  await bed.publish(id, { generation: 1, token: grant.accessToken });
  return {
    id,
    me: (token: Token) => asked.me(token.reveal()),
    /** As the scheduler does it: from the answer on the old token is dead, and the new one is not published yet. */
    refreshed: async () => tokensIn(await asked.refresh(grant.refreshToken)).access,
  };
};

describe.each(['dkn', 'huawei', 'kii', 'oauth2'] as const)(
  'a token that %s has just replaced',
  (provider) => {
    test('is replaced in the call too, though its successor is published a moment later', async () => {
      const { id, me, refreshed } = await enrolled(await open(provider));
      const { tokens, time } = bed.reader();
      await tokens.get(id);
      const token = await refreshed();
      time.after(250, () => bed.publish(id, { generation: 2, token }));

      const answer = await tokens.withToken(id, me);

      expect(answer.status).toBe(200);
      expect(answer.json()).toMatchObject({ principal: id });
      expect(bed.told(id)).toEqual([]);
    });
  },
);

describe('a call with a token', () => {
  test('is made once while the token is good, and the cache stays', async () => {
    const { id, me } = await enrolled(await open('dkn'));
    const { tokens } = bed.reader();
    await tokens.get(id);
    let calls = 0;

    const reads = await bed.readsDuring(() =>
      tokens.withToken(id, (token) => {
        calls += 1;
        return me(token);
      }),
    );

    expect([calls, reads]).toEqual([1, 0]);
  });

  test('tells the scheduler of a token that is revoked, and goes on with the next', async () => {
    const { id, me, refreshed } = await enrolled(await open('dkn'));
    const { tokens, time } = bed.reader();
    const token = await refreshed();
    time.after(40_000, () => bed.publish(id, { generation: 2, token }));

    const answer = await tokens.withToken(id, me);

    expect(answer.status).toBe(200);
    expect(bed.told(id)).toEqual([
      {
        source: 'refresh-scheduler.consumer',
        detailType: 'Token Rejected',
        detail: { principalId: id, generation: 1 },
      },
    ]);
  });

  test('is made again with the same token when the provider had but stumbled', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens } = bed.reader();
    const answers = [401, 200];

    const answer = await tokens.withToken(id, () => ({ status: answers.shift() }));

    expect(answer).toEqual({ status: 200 });
    expect(bed.told(id)).toEqual([]);
  });

  test('tells of the newer token, where that is refused as well', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    await tokens.get(id);
    await bed.publish(id, { generation: 2 });
    time.after(10_000, () => bed.publish(id, { generation: 3 }));

    const answer = await tokens.withToken(id, ({ generation }) => ({ status: generation < 3 ? 401 : 200 }));

    expect(answer.status).toBe(200);
    expect(bed.told(id).map(({ detail }) => detail.generation)).toEqual([2]);
  });

  test('waits no longer than it was allowed to, and reads now and then', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    const started = time.now();
    let waited = Promise.resolve();

    const reads = await bed.readsDuring(() => {
      const call = tokens.withToken(id, () => ({ status: 401 }), { waitMs: 60_000 });
      waited = expect(call).rejects.toMatchObject({ code: 'rejected', action: 'wait' });
      return waited;
    });

    expect((time.now() - started) / 1_000).toBeCloseTo(61.5, 1);
    expect(reads).toBeLessThan(25);
  });

  test('ends when its signal is aborted, while it waits', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    const giveUp = new AbortController();
    time.after(20_000, async () => giveUp.abort(new Error('enough')));

    const call = tokens.withToken(id, () => ({ status: 401 }), { signal: giveUp.signal });

    await expect(call).rejects.toThrow('enough');
    expect(time.now()).toBeLessThan(NOW + 30_000);
  });

  test('rides over a Secrets Manager that fails just then', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    await tokens.get(id);
    await bed.publish(id, { generation: 2 });
    bed.aws.faults.set({ service: 'secretsmanager', kind: 'error' });
    time.after(500, async () => bed.aws.faults.clear());

    const answer = await tokens.withToken(id, ({ generation }) => ({ status: generation < 2 ? 401 : 200 }));

    expect(answer.status).toBe(200);
    expect(bed.told(id)).toEqual([]);
  });

  test('reads past a cache that was filled this very moment', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    await tokens.get(id);
    await bed.publish(id, { generation: 2 });

    await tokens.withToken(id, ({ generation }) => ({ status: generation < 2 ? 401 : 200 }));

    expect(time.now()).toBe(NOW);
  });

  test('goes on waiting when the refused token ends meanwhile', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1, expiresAt: NOW + 5_000 });
    const { tokens, time } = bed.reader();
    time.after(30_000, () => bed.publish(id, { generation: 2 }));

    const answer = await tokens.withToken(id, ({ generation }) => ({ status: generation < 2 ? 401 : 200 }));

    expect(answer.status).toBe(200);
  });

  test('throws what the call throws, and takes a 401 in it for a refusal', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens } = bed.reader();
    const thrown = [
      Object.assign(new Error('refused'), { response: { status: 401 } }),
      new Error('no network'),
    ];

    const call = tokens.withToken(id, () => {
      throw thrown.shift();
    });

    await expect(call).rejects.toThrow('no network');
    expect(thrown).toEqual([]);
  });

  test.each([
    ['no right to it', new Response('{"error":"insufficient_scope"}', { status: 403 })],
    ['no JSON', new Response('<html>', { status: 403 })],
    ['not there', new Response('', { status: 404 })],
  ])('leaves any other refusal to the caller: %s', async (_, response) => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens } = bed.reader();

    const answer = await tokens.withToken(id, () => response);

    expect(answer).toBe(response);
    expect(answer.bodyUsed).toBe(false);
  });

  test('frees the connection of an answer that nobody reads', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens } = bed.reader();
    let freed = false;
    const body = new ReadableStream({
      cancel() {
        freed = true;
      },
    });
    const answers = [new Response(body, { status: 401 }), new Response('fine')];

    const answer = await tokens.withToken(id, () => answers.shift());

    expect(await answer?.text()).toBe('fine');
    expect(freed).toBe(true);
  });

  test("takes the caller's word for what a refusal is", async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens } = bed.reader({ isRefused: (outcome) => outcome === 'token ended' });
    const answers = ['token ended', 'fine'];

    expect(await tokens.withToken(id, () => answers.shift())).toBe('fine');
  });
});
