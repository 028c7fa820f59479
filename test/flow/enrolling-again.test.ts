import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import { type Bed, openBed, START } from './bed.ts';
import { codeOf, withCode } from './enrolments.ts';

const MINUTE = 60_000;

/** Published, then refused by its cloud. Its token lives on. */
const halt = async (bed: Bed, principalId: string): Promise<void> => {
  await bed.enrol('dkn', principalId);
  await bed.tick();
  bed.clock.advance(46 * MINUTE);
  const body = JSON.stringify({ error: 'invalid_request', error_description: 'Invalid refresh_token' });
  bed.clouds.dkn.faults.set({ kind: 'status', status: 400, body }, { remaining: 1 });
  await bed.tick();
  bed.clock.advance(MINUTE);
};

describe('a halted principal', () => {
  test('that gets a new code runs again at once, and that it is over is told', async () => {
    await using bed = await openBed();
    await halt(bed, 'anna');
    const halted = await bed.row('anna');

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));

    const row = await bed.row('anna');
    expect(halted.state).toBe('halted');
    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(row).toMatchObject({ state: 'active', dueQueue: 'dkn', failures: 0 });
    expect(row.generation).toBeGreaterThan(halted.generation);
    expect(row).not.toHaveProperty('haltReason');
    expect(await bed.secret('dkn', 'anna')).toMatchObject({ generation: row.generation });
    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Recovered: anna']);
  });

  test('whose new code is refused is halted again as before: nobody is told twice, and its token is served on', async () => {
    await using bed = await openBed();
    await halt(bed, 'anna');
    const before = await bed.row('anna');
    const secret = await bed.secret('dkn', 'anna');

    const refused = await bed.enrolNow(codeOf('anna', 'made-up'));
    bed.clock.advance(5 * MINUTE);
    const { tally } = await bed.tick();

    const after = await bed.row('anna');
    const { haltReason, failures, lastError, announced } = before as typeof before & { haltReason: string };
    expect(refused).toMatchObject({ enrolled: false, field: 'grant' });
    expect(after).toMatchObject({ state: 'halted', haltReason, failures, lastError, announced });
    expect(after).not.toHaveProperty('lease');
    expect(after).not.toHaveProperty('dueQueue');
    expect(tally.of('due')).toBe(0);
    expect(bed.announced()).toEqual(['Reauthorization Required: anna']);
    expect(await bed.secret('dkn', 'anna')).toEqual(secret);
    expect(secret?.expires_at).toBeGreaterThan(bed.clock.now() / 1_000);
  });

  test('whose new code was refused takes the next one', async () => {
    await using bed = await openBed();
    await halt(bed, 'anna');
    await bed.enrolNow(codeOf('anna', 'made-up'));

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));

    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Recovered: anna']);
  });

  test('that was given a grant by a late answer runs again with that: it is not replaced', async () => {
    await using bed = await openBed();
    await halt(bed, 'anna');
    const { generation, sealed, grantDigest } = await bed.row('anna');
    const times = { issuedAt: START, expiresAt: bed.clock.now() + 60 * MINUTE };
    await bed.ports.principals.keep('anna', generation, 'a-late-run', { sealed, grantDigest, times });

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));

    expect(enrolled).toMatchObject({ enrolled: false, remedy: expect.stringMatching(/its grant lives/) });
    expect(await bed.row('anna')).toMatchObject({ state: 'active', dueQueue: 'dkn', keptBy: 'a-late-run' });
    expect(bed.clouds.dkn.counts.exchanged).toBe(0);
  });

  test('that moves to another app by a code leaves its one-token app free', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'anna');
    await haltByHand(bed, 'anna', 'huawei');

    const moved = await bed.enrolNow(withCode(bed, 'anna'));
    const other = await bed.enrolNow({
      principalId: 'platform',
      provider: 'huawei',
      app: 'huawei',
      grant: { kind: 'login' },
    });

    expect(moved).toMatchObject({ enrolled: true, secretName: 'refresh-scheduler/tokens/dkn/anna' });
    expect(other).toMatchObject({ enrolled: true });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});

const haltByHand = async (bed: Bed, principalId: string, app: string): Promise<void> => {
  const now = bed.clock.now();
  const { principals } = bed.ports;
  const { generation } = await bed.row(principalId);
  const lease = { leaseId: 'by-hand', until: now + MINUTE };
  await principals.claim(principalId, { app, provider: app, ...lease, now });
  await principals.halt(principalId, {
    leaseId: 'by-hand',
    generation,
    haltReason: 'refused',
    failures: 1,
    lastError: { code: 'refused', action: 'wait', at: now },
    presented: 'stays',
  });
};

describe('an enrolment that is refused', () => {
  test.each([
    [
      'a grant that this cloud does not take',
      { kind: 'password', username: 'anna', password: confidential('x') },
    ],
    ['a code that holds nothing', { kind: 'authorization_code', code: confidential(' ') }],
    ['a login under a name that there is not', { kind: 'login', as: 'constructor' }],
  ] as const)('for %s leaves a halted principal untouched', async (_, grant) => {
    await using bed = await openBed();
    await halt(bed, 'anna');
    const before = await bed.row('anna');

    const refused = await bed.enrolNow({ principalId: 'anna', provider: 'dkn', app: 'dkn', grant });

    expect(refused).toMatchObject({ enrolled: false, field: expect.stringMatching(/^grant\./) });
    expect(await bed.row('anna')).toEqual(before);
  });
});
