import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { type TokenContext, tokenMiddleware } from '../../lambdas/consumer/index.ts';
import { type Bed, openBed } from './bed.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterAll(() => bed.close());

interface HomeEvent {
  readonly home: string;
}

/** As Lambda calls a handler, with so much time left. */
const contextWith = (left: number) => ({ getRemainingTimeInMillis: () => left }) as unknown as Context;

describe("middy's middleware", () => {
  test("gives a handler the token of its event's principal", async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1, token: 'abc' });
    const { tokens } = bed.reader();
    const handler = middy<HomeEvent, string>()
      .use(tokenMiddleware<HomeEvent>({ tokens, principalOf: ({ home }) => home }))
      .handler(async (_, context) => (context as Context & TokenContext).token.authorization);

    expect(await handler({ home: id }, contextWith(10_000))).toBe('Bearer abc');
  });

  test('gives it calls that outlive the token', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    time.after(2_000, () => bed.publish(id, { generation: 2 }));
    const handler = middy<HomeEvent, unknown>()
      .use(tokenMiddleware<HomeEvent>({ tokens, principalOf: ({ home }) => home }))
      .handler(async (_, context) =>
        (context as Context & TokenContext).withToken(({ generation }) => ({
          status: generation < 2 ? 401 : 200,
        })),
      );

    expect(await handler({ home: id }, contextWith(10_000))).toEqual({ status: 200 });
  });

  test('waits no longer than the invocation has time', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    const started = time.now();
    const handler = middy<HomeEvent, unknown>()
      .use(tokenMiddleware<HomeEvent>({ tokens, principalOf: ({ home }) => home, reserveMs: 4_000 }))
      .handler(async (_, context) => (context as Context & TokenContext).withToken(() => ({ status: 401 })));

    await expect(handler({ home: id }, contextWith(10_000))).rejects.toMatchObject({ code: 'rejected' });

    expect(time.now() - started).toBe(1_500 + 6_000);
  });

  test('does not call the handler without a token', async () => {
    const { tokens } = bed.reader();
    let called = false;
    const handler = middy<HomeEvent, void>()
      .use(tokenMiddleware<HomeEvent>({ tokens, principalOf: ({ home }) => home }))
      .handler(async () => {
        called = true;
      });

    await expect(handler({ home: 'nobody' }, contextWith(10_000))).rejects.toMatchObject({ code: 'missing' });

    expect(called).toBe(false);
  });
});
