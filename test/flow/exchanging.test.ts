import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { type Bed, openBed } from './bed.ts';
import { codeOf, loggedBy, withCode } from './enrolments.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const standing = async (bed: Bed, id: string) => (await bed.ports.principals.get(id)).row;

/** Something happens between the claim of the row and the request. */
const beforeAsking = ({ ports }: Bed, happens: () => Promise<unknown>): Ports => ({
  ...ports,
  transport: {
    send: async (...request) => {
      await happens();
      return ports.transport.send(...request);
    },
  },
});

describe('an authorization code', () => {
  test('yields a published token at once, and is refreshed from then on', async () => {
    await using bed = await openBed();

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));
    const row = await bed.row('anna');
    const servedAtOnce = await bed.serves('dkn', 'anna');
    bed.clock.advance(46 * MINUTE);
    await bed.tick();

    expect(enrolled).toEqual({
      enrolled: true,
      principalId: 'anna',
      secretName: 'refresh-scheduler/tokens/dkn/anna',
      published: true,
      next: 'It is refreshed before it expires.',
    });
    expect(row).toMatchObject({ state: 'active', dueQueue: 'dkn', publishedGeneration: row.generation });
    expect(row).not.toHaveProperty('lease');
    expect(row).not.toHaveProperty('presented');
    expect(servedAtOnce).toBe(true);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 2, exchanged: 1, refreshed: 1, reused: 0 });
    expect(bed.announced()).toEqual([]);
  });

  test('is exchanged with the address that it was sent to and the verifier that it was asked for with', async () => {
    await using bed = await openBed();
    const verifier = 'a-verifier-of-at-least-forty-three-characters';
    const redirectUri = 'https://example.com/back';
    const code = bed.clouds.oauth2.issueCode({
      principal: 'anna',
      redirectUri,
      codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
    });

    const enrolled = await bed.enrolNow({
      principalId: 'anna',
      provider: 'oauth2',
      app: 'oauth2',
      grant: {
        kind: 'authorization_code',
        code: confidential(code),
        redirectUri,
        codeVerifier: confidential(verifier),
      },
    });

    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(await bed.serves('oauth2', 'anna')).toBe(true);
  });

  test('that is stale is refused with what to do, and nothing is left of it', async () => {
    await using bed = await openBed();
    const late = withCode(bed, 'anna');
    bed.clock.advance(11 * MINUTE);

    const enrolled = await bed.enrolNow(late);

    expect(enrolled).toEqual({
      enrolled: false,
      field: 'grant',
      remedy: expect.stringMatching(/expired.*Have the owner sign in/),
    });
    expect(await standing(bed, 'anna')).toBe('missing');
    expect(await bed.secret('dkn', 'anna')).toBeUndefined();
  });

  test('that was used before is refused; whom it served before is served on', async () => {
    await using bed = await openBed();
    const code = bed.clouds.dkn.issueCode({ principal: 'anna' });
    await bed.enrolNow(codeOf('anna', code));

    const second = await bed.enrolNow(codeOf('bo', code));

    expect(second).toMatchObject({ enrolled: false, field: 'grant' });
    expect(await standing(bed, 'bo')).toBe('missing');
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('is not asked with for a principal whose grant lives', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { sealed } = await bed.row('anna');

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));

    expect(enrolled).toMatchObject({ enrolled: false, field: 'principal_id' });
    expect(bed.clouds.dkn.counts.calls).toBe(0);
    expect((await bed.row('anna')).sealed).toEqual(sealed);
  });

  test('is as good as before when the client secret was wrong: nothing is left, and it works once that is corrected', async () => {
    await using bed = await openBed();
    const enrolment = withCode(bed, 'anna');
    await bed.putApp('dkn', { ...bed.clouds.dkn.app, client_secret: 'mistyped' });

    const refused = await bed.enrolNow(enrolment);
    const left = await standing(bed, 'anna');
    await bed.putApp('dkn', bed.clouds.dkn.app);
    const enrolled = await bed.enrolNow(enrolment);

    expect(refused).toEqual({
      enrolled: false,
      field: 'app secret',
      remedy: expect.stringMatching(/client id or secret are wrong.*then try again/),
    });
    expect(left).toBe('missing');
    expect(enrolled).toMatchObject({ enrolled: true, published: true });
  });

  test.each([
    ['a throttle', { kind: 'status', status: 429 }, /Nothing was spent: try again with the same/],
    ['a server error', { kind: 'status', status: 503 }, /cannot be told: authorize again/],
    ['an answer that is lost', { kind: 'drop-after' }, /cannot be told: authorize again/],
    ['a page of somebody else', { kind: 'status', status: 200, body: '<html>' }, /authorize again/],
  ] as const)('that meets %s leaves nothing and says whether it is spent', async (_, fault, remedy) => {
    await using bed = await openBed();
    bed.clouds.dkn.faults.set(fault, { remaining: 1 });

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));

    expect(enrolled).toEqual({ enrolled: false, field: 'grant', remedy: expect.stringMatching(remedy) });
    expect(await standing(bed, 'anna')).toBe('missing');
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });

  test('turned away for its rate works a minute later', async () => {
    await using bed = await openBed();
    const enrolment = withCode(bed, 'anna');
    bed.clouds.dkn.faults.set({ kind: 'status', status: 429 }, { remaining: 1 });
    await bed.enrolNow(enrolment);
    bed.clock.advance(MINUTE);

    const enrolled = await bed.enrolNow(enrolment);

    expect(enrolled).toMatchObject({ enrolled: true, published: true });
  });

  test.each([
    ['without an access token', { kind: 'no-access-token' }],
    ['with a token that is not Bearer', { kind: 'wrong-type' }],
    ['cut off after the refresh token', { kind: 'truncated' }],
  ] as const)('answered %s is kept by its refresh token: the next tick asks with that', async (_, fault) => {
    await using bed = await openBed();
    bed.clouds.dkn.faults.set(fault, { remaining: 1 });

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));
    const publishedAtOnce = await bed.secret('dkn', 'anna');
    const { tally } = await bed.tick();

    expect(enrolled).toMatchObject({
      enrolled: true,
      published: false,
      next: expect.stringMatching(/oddly/),
    });
    expect(publishedAtOnce).toBeUndefined();
    expect(tally.of('refreshed')).toBe(1);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ exchanged: 1, refreshed: 1, reused: 0 });
  });

  test('answered with nothing but a token that nobody can use leaves nothing', async () => {
    await using bed = await openBed();
    const body = JSON.stringify({
      access_token: 'signed-requests-only',
      token_type: 'mac',
      expires_in: 3_600,
    });
    bed.clouds.dkn.faults.set({ kind: 'status', status: 200, body, strikes: 'after' }, { remaining: 1 });

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));

    expect(enrolled).toMatchObject({ enrolled: false, field: 'grant' });
    expect(await standing(bed, 'anna')).toBe('missing');
  });

  test('is not sent when the call is too near its end, and is as good as before', async () => {
    await using bed = await openBed();
    const enrolment = withCode(bed, 'anna');

    const refused = await bed.enrolNow(enrolment, bed.ports, { deadline: bed.clock.now() + 10 * SECOND });

    expect(refused).toEqual({
      enrolled: false,
      field: 'grant',
      remedy: 'Nobody was asked (out-of-time): try again with the same',
    });
    expect(bed.clouds.dkn.counts.calls).toBe(0);
    expect(await bed.enrolNow(enrolment)).toMatchObject({ enrolled: true });
  });

  test('never shows, nor does what it yields: not in the answer, the log, an event or the row', async () => {
    await using bed = await openBed();
    const code = bed.clouds.dkn.issueCode({ principal: 'anna' });

    const enrolled = await bed.enrolNow(codeOf('anna', code));
    const again = await bed.enrolNow(codeOf('bo', code));

    const token = (await bed.secret('dkn', 'anna'))?.access_token ?? '';
    const seen = JSON.stringify([enrolled, again, await bed.row('anna'), bed.aws.events()]) + loggedBy(bed);
    expect(token).not.toBe('');
    expect(seen).not.toContain(token);
    expect(seen).not.toContain(code);
  });
});

describe('while a code is exchanged', () => {
  test('no tick takes the row, nor anybody who marks it due', async () => {
    await using bed = await openBed();
    const runs: string[] = [];
    const ports = beforeAsking(bed, async () => {
      runs.push((await bed.ports.principals.markDue('anna', 'forced', bed.clock.now())).write);
      runs.push(String((await bed.tick()).tally.of('due')));
    });

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'), ports);

    expect(runs).toEqual(['stale', '0']);
    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, exchanged: 1 });
  });

  test('another enrolment of the same principal is told to wait, and its code is not asked with', async () => {
    await using bed = await openBed();
    const others: unknown[] = [];
    const ports = beforeAsking(bed, async () => others.push(await bed.enrolNow(withCode(bed, 'anna'))));

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'), ports);

    expect(others).toEqual([
      { enrolled: false, field: 'principal_id', remedy: 'It is being worked on: try again in 80 s' },
    ]);
    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(bed.clouds.dkn.counts.exchanged).toBe(1);
  });

  test('of two enrolments at once one asks, and the other is refused unasked', async () => {
    await using bed = await openBed();

    const both = await Promise.all([1, 2].map(() => bed.enrolNow(withCode(bed, 'anna'))));

    expect(both.map(({ enrolled }) => enrolled).sort()).toEqual([false, true]);
    expect(both).toContainEqual({
      enrolled: false,
      field: 'principal_id',
      remedy: expect.stringMatching(/changed meanwhile|being worked on/),
    });
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, exchanged: 1 });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test("an operator's pause stands: the token is kept and published, and the row stays out of its queue", async () => {
    await using bed = await openBed();
    const ports = beforeAsking(bed, () => bed.ports.principals.pause('anna'));

    await bed.enrolNow(withCode(bed, 'anna'), ports);

    expect(await bed.row('anna')).toMatchObject({ state: 'paused' });
    expect(await bed.row('anna')).not.toHaveProperty('dueQueue');
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('a row that was removed is not brought back: what was obtained is not kept, and that is said', async () => {
    await using bed = await openBed();
    const ports = beforeAsking(bed, async () => {
      const { generation, lease } = await bed.row('anna');
      await bed.ports.principals.remove('anna', generation, bed.clock.now(), lease?.id);
    });

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'), ports);

    expect(enrolled).toMatchObject({ enrolled: false, remedy: expect.stringMatching(/authorize again/) });
    expect(await standing(bed, 'anna')).toBe('missing');
    expect(await bed.secret('dkn', 'anna')).toBeUndefined();
  });
});
