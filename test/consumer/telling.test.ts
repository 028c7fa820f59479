import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Rejection, type Token, type TokenReader, tokenReader } from '../../lambdas/consumer/index.ts';
import { type Bed, MINUTE, NOW, openBed, PROVIDER } from './bed.ts';
import { virtualTime } from './virtual-time.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterEach(() => bed.aws.faults.clear());
afterAll(() => bed.close());

const refused = () => ({ status: 401 });
const generationsTold = (id: string) => bed.told(id).map(({ detail }) => detail.generation);
const short = { waitMs: 5_000 };

const endOf = (call: ReturnType<TokenReader['withToken']>): Promise<unknown> => call.catch((error) => error);

describe('a rejected token', () => {
  test('is told once by all who were refused', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens } = bed.reader();

    await Promise.all(Array.from({ length: 20 }, () => endOf(tokens.withToken(id, refused, short))));

    expect(generationsTold(id)).toEqual([1]);
  });

  test('is told again when a tick should long have come', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    await endOf(tokens.withToken(id, refused, short));

    await endOf(tokens.withToken(id, refused, short));
    const soon = generationsTold(id);
    await time.advance(75_000);
    await endOf(tokens.withToken(id, refused, short));

    expect(soon).toEqual([1]);
    expect(generationsTold(id)).toEqual([1, 1]);
  });

  test('costs one refresh in a quarter of an hour, however often the provider refuses', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    time.after(3_000, () => bed.publish(id, { generation: 2 }));

    const first = await endOf(tokens.withToken(id, refused, short));
    const second = await endOf(tokens.withToken(id, refused, short));
    const early = generationsTold(id);
    await time.advance(15 * MINUTE);
    await endOf(tokens.withToken(id, refused, short));

    expect(first).toMatchObject({ code: 'refused-anew', action: 'fix' });
    expect(second).toMatchObject({ code: 'refused-anew', action: 'fix' });
    expect(early).toEqual([1]);
    expect(generationsTold(id)).toEqual([1, 2]);
  });

  test('is told again where its successor was accepted for a while', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    const revoked = new Set([1]);
    const call = ({ generation }: Token) => ({ status: revoked.has(generation) ? 401 : 200 });
    time.after(3_000, () => bed.publish(id, { generation: 2 }));
    await tokens.withToken(id, call);
    revoked.add(2);
    time.after(3_000, () => bed.publish(id, { generation: 3 }));

    const answer = await tokens.withToken(id, call);

    expect(answer.status).toBe(200);
    expect(generationsTold(id)).toEqual([1, 2]);
  });

  test('is told in the way that the caller has', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 4 });
    const told: Rejection[] = [];
    const { tokens } = bed.reader({
      sendRejected: async (rejection) => {
        told.push(rejection);
      },
    });

    await endOf(tokens.withToken(id, refused, short));

    expect(told).toEqual([{ principalId: id, generation: 4 }]);
  });

  test('is not waited for where nobody can be told', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const time = virtualTime(NOW);
    const mute = tokenReader({ provider: PROVIDER, secrets: bed.secrets, time });
    const started = time.now();

    const error = await endOf(mute.withToken(id, refused));

    expect(error).toMatchObject({ code: 'rejected', action: 'wait' });
    expect(time.now() - started).toBe(1_500);
  });

  test.each([
    ['AccessDeniedException', 400, 'fix'],
    ['InternalException', 500, 'wait'],
  ] as const)(
    'that cannot be told says so, and is told the next time (%s)',
    async (errorType, status, action) => {
      const id = bed.principal();
      await bed.publish(id, { generation: 1 });
      const { tokens } = bed.reader();
      bed.aws.faults.set({ service: 'events', kind: 'error', errorType, status });

      const error = await endOf(tokens.withToken(id, refused, short));
      bed.aws.faults.clear();
      await endOf(tokens.withToken(id, refused, short));

      expect(error).toMatchObject({ code: 'not-told', action });
      expect(generationsTold(id)).toEqual([1]);
    },
  );
});
