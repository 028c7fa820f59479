import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import { readSealed } from '../../lambdas/core/sealed.ts';
import { type Bed, openBed } from './bed.ts';
import { loggedBy, withPassword } from './enrolments.ts';

const MINUTE = 60_000;

const standing = async (bed: Bed, id: string) => (await bed.ports.principals.get(id)).row;

const grantOf = async (bed: Bed, id: string) => {
  const row = await bed.row(id);
  return readSealed(await bed.ports.sealer.open(row.sealed), row)?.grant;
};

describe('a password that nobody wants kept', () => {
  test('is presented once and forgotten: the refresh token goes on alone', async () => {
    await using bed = await openBed();
    const { password, subject, ...enrolment } = await withPassword(bed, 'anna');

    const enrolled = await bed.enrolNow({ ...enrolment, subject });
    const grant = await grantOf(bed, 'anna');
    bed.clock.advance(46 * MINUTE);
    await bed.tick();

    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(grant).toEqual({ kind: 'refresh_token', refreshToken: expect.anything() });
    expect(await bed.serves('kii', 'anna')).toBe(true);
    expect(bed.clouds.kii.counts).toMatchObject({ logins: 1, refreshed: 1 });
    expect(JSON.stringify(enrolled) + loggedBy(bed)).not.toContain(password);
  });

  test('that is to be kept is not presented now: the tick logs in with it', async () => {
    await using bed = await openBed();
    const { password: _, ...enrolment } = await withPassword(bed, 'anna');

    const enrolled = await bed.enrolNow({ ...enrolment, keepLogin: true });
    const callsBefore = bed.clouds.kii.counts.calls;
    await bed.tick();

    expect(enrolled).toMatchObject({ enrolled: true, published: false });
    expect(callsBefore).toBe(0);
    expect(await bed.serves('kii', 'anna')).toBe(true);
    expect(await grantOf(bed, 'anna')).toMatchObject({ fallback: { kind: 'password' } });
  });

  test('that is wrong leaves nothing', async () => {
    await using bed = await openBed();
    const { grant: _, ...enrolment } = await withPassword(bed, 'anna');

    const enrolled = await bed.enrolNow({
      ...enrolment,
      grant: { kind: 'password', username: 'anna', password: confidential('mistyped') },
    });

    expect(enrolled).toMatchObject({ enrolled: false, field: 'grant' });
    expect(await standing(bed, 'anna')).toBe('missing');
  });

  test('of another user than the one who is meant is refused: no token of theirs shows under this name', async () => {
    await using bed = await openBed();
    const { subject: _, ...enrolment } = await withPassword(bed, 'anna');

    const enrolled = await bed.enrolNow({ ...enrolment, subject: 'bo' });

    expect(enrolled).toEqual({
      enrolled: false,
      field: 'subject',
      remedy: expect.stringMatching(/for another user.*Have the right one authorize/),
    });
    expect(await standing(bed, 'anna')).toBe('missing');
    expect(await bed.secret('kii', 'anna')).toBeUndefined();
  });

  test('answered for another user is refused, also when the answer cannot be used otherwise', async () => {
    await using bed = await openBed();
    const { subject, ...enrolment } = await withPassword(bed, 'anna');
    const body = JSON.stringify({ id: 'bo', access_token: 'a', token_type: 'mac', refresh_token: 'r' });
    bed.clouds.kii.faults.set({ kind: 'status', status: 200, body }, { remaining: 1 });

    const enrolled = await bed.enrolNow({ ...enrolment, subject });

    expect(enrolled).toMatchObject({ enrolled: false, field: 'subject' });
    expect(await standing(bed, 'anna')).toBe('missing');
  });

  test('that brings no refresh token serves as long as its token lives; in time its owner is asked', async () => {
    await using bed = await openBed();
    await bed.putApp('no-refresh', await bed.clouds.kii.registerApp('no-refresh', { refreshTokens: false }));
    const { password: _, ...enrolment } = await withPassword(bed, 'anna', 'no-refresh');

    const enrolled = await bed.enrolNow(enrolment);
    bed.clock.advance(46 * MINUTE);
    await bed.tick();

    expect(enrolled).toMatchObject({
      enrolled: true,
      published: true,
      next: expect.stringMatching(/No refresh token.*owner must authorize again/),
    });
    expect(await bed.row('anna')).toMatchObject({ state: 'halted', haltReason: 'nothing-to-present' });
    expect(bed.announced()).toEqual(['Reauthorization Required: anna']);
    expect(await bed.serves('kii', 'anna')).toBe(true);
  });
});
