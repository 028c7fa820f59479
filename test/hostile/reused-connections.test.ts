import { setTimeout as elapse } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HostileFleet } from './fleet.ts';
import { noAnswer, refreshed } from './judged.ts';
import { type Answer, good, listenOnTls, reply } from './wire.ts';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.open();
});
afterAll(() => fleet.bed.close());

/** Two principals of one app, who come one after the other and may share a connection. */
const twoOf = async (url: string): Promise<[string, string]> => {
  const app = await fleet.putApp(url);
  return [await fleet.enrol(app, `first-of-${app}`), await fleet.enrol(app, `second-of-${app}`)];
};

/** Longer than anything that was written on loopback is under way. */
const ARRIVAL = 30;

test('a sound connection is used again', async () => {
  await using server = await listenOnTls(({ tls }, nth) => tls.write(good(String(nth))));
  const [first, second] = await twoOf(server.url);

  await fleet.judge(first);
  await fleet.judge(second);

  expect(await fleet.token(first)).toBe('access-1');
  expect(await fleet.token(second)).toBe('access-2');
  expect(server.seen.connections).toHaveLength(1);
});

describe('nobody gets what was not the answer to its own request:', () => {
  const FORGED = good('forged');
  const forge: readonly (readonly [string, Answer])[] = [
    ['a second reply in the same packet', ({ tls }) => tls.write(good('1') + FORGED)],
    [
      'a second reply in the same packet as the end of the first',
      ({ tls }) => {
        tls.write(good('1').slice(0, -1));
        setTimeout(() => tls.write(good('1').slice(-1) + FORGED), 10);
      },
    ],
    [
      'a second reply behind the first',
      ({ tls }) => {
        tls.write(good('1'));
        setTimeout(() => tls.write(FORGED), 10);
      },
    ],
    [
      'the beginning of a second reply',
      ({ tls }) => {
        tls.write(good('1'));
        setTimeout(() => tls.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n'), 10);
      },
    ],
    [
      'a 408 for a connection that idles',
      ({ tls }) => {
        tls.write(good('1'));
        setTimeout(() => tls.write(reply('408 Request Timeout', {})), 10);
      },
    ],
    [
      'a reply within a header, split off by a line feed',
      ({ tls }) => tls.write(`HTTP/1.1 200 OK\r\nX: y\n\n${FORGED}`),
    ],
  ];

  test.each(forge)('%s', async (_, answer) => {
    await using server = await listenOnTls((line, nth) =>
      nth === 1 ? answer(line, nth) : setTimeout(() => line.tls.write(good(String(nth))), ARRIVAL),
    );
    const [first, second] = await twoOf(server.url);
    await fleet.judge(first);
    await elapse(ARRIVAL);

    const judged = await fleet.judge(second);

    expect(judged).toMatchObject({ kind: 'refreshed' });
    expect(await fleet.token(first)).not.toBe('access-forged');
    expect(await fleet.token(second)).toBe('access-2');
    expect(server.seen.requests).toHaveLength(2);
  });

  test('a reply that comes after its request was given up', async () => {
    await using server = await listenOnTls(({ tls }, nth) =>
      nth === 1 ? setTimeout(() => tls.write(good('1')), 500) : tls.write(good('2')),
    );
    const [first, second] = await twoOf(server.url);

    const tooLate = await fleet.judge(first, 400);
    await elapse(150);
    await fleet.judge(second);

    expect(tooLate).toEqual(noAnswer('reply-timeout'));
    expect(await fleet.token(first)).toBeUndefined();
    expect(await fleet.token(second)).toBe('access-2');
    expect(server.seen.connections).toHaveLength(2);
  });
});

describe('a kept connection that ends when it is used again', () => {
  test.each<readonly [string, Answer]>([
    ['with a farewell', ({ tls }) => tls.end()],
    ['with a reset', ({ tcp }) => tcp.resetAndDestroy()],
  ])('%s leaves that grant in doubt, and the request goes out once', async (_, end) => {
    await using server = await listenOnTls((line, nth) =>
      nth === 1 ? line.tls.write(good('1')) : end(line, nth),
    );
    const [first, second] = await twoOf(server.url);
    await fleet.judge(first);

    const judged = await fleet.judge(second);

    expect(judged).toEqual(noAnswer('connection-lost'));
    expect(server.seen.requests).toHaveLength(2);
    expect(server.seen.connections).toHaveLength(1);
  });

  test('before that is not used: the request takes a new one', async () => {
    await using server = await listenOnTls(({ tls }, nth) => {
      tls.write(good(String(nth)));
      if (nth === 1) setTimeout(() => tls.end(), 5);
    });
    const [first, second] = await twoOf(server.url);
    await fleet.judge(first);
    await elapse(ARRIVAL);

    const judged = await fleet.judge(second);

    expect(judged).toEqual(refreshed);
    expect(server.seen.connections).toHaveLength(2);
  });
});
