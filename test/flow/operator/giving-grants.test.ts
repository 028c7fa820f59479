import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../../lambdas/core/confidential.ts';
import { giveGrant } from '../../../lambdas/flow/operator/give-grant.ts';
import { type Bed, openBed } from '../bed.ts';
import { codeOf, withCode, withPassword } from '../enrolments.ts';
import { haltOne } from './halting.ts';

const give = (bed: Bed, principalId: string, { grant } = withCode(bed, principalId)) =>
  giveGrant({ principalId, grant }, bed.ports, { deadline: bed.clock.now() + 50_000 });

describe('a halted principal that gets a new grant', () => {
  test('runs again on the provider and app of its row, with its labels', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'anna');

    const given = await give(bed, 'anna');

    expect(given).toMatchObject({ enrolled: true, published: true });
    expect(await bed.row('anna')).toMatchObject({ state: 'active', app: 'dkn', provider: 'dkn' });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Recovered: anna']);
  });

  test('that is refused stays as it was', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'anna');
    const { generation: before } = await bed.row('anna');

    const given = await give(bed, 'anna', codeOf('anna', 'made-up'));

    expect(given).toMatchObject({ enrolled: false, field: 'grant' });
    expect(await bed.row('anna')).toMatchObject({ state: 'halted', haltReason: 'refused' });
    expect((await bed.row('anna')).generation).toBeGreaterThanOrEqual(before);
  });
});

describe('a new grant', () => {
  test('for one whose grant lives is refused: nothing is overwritten', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    const before = await bed.row('anna');

    const given = await give(bed, 'anna');

    expect(given).toMatchObject({ enrolled: false, remedy: expect.stringMatching(/its grant lives/) });
    expect(await bed.row('anna')).toEqual(before);
    expect(bed.clouds.dkn.counts.exchanged).toBe(0);
  });

  test('for nobody is refused', async () => {
    await using bed = await openBed();

    expect(await give(bed, 'nobody')).toMatchObject({ done: false, remedy: 'nobody is not enrolled' });
  });

  test('must be for the same user or thing as before', async () => {
    await using bed = await openBed();
    const [anna, bert] = await Promise.all(
      ['anna', 'bert'].map((principal) => bed.clouds.kii.registerAccount({ principal, app: 'kii' })),
    );
    if (!anna || !bert) throw new Error('no accounts');
    const grantOf = ({ username, password }: typeof anna) =>
      ({ kind: 'password', username, password: confidential(password) }) as const;
    const enrolment = { principalId: 'anna', provider: 'kii', app: 'kii' };
    await bed.enrolNow({ ...enrolment, grant: grantOf(anna) });
    await haltByHand(bed, 'anna');

    const another = await give(bed, 'anna', { ...enrolment, grant: grantOf(bert) });
    const same = await give(bed, 'anna', { ...enrolment, grant: grantOf(anna) });

    expect(another).toMatchObject({ enrolled: false, field: 'subject' });
    expect(same).toMatchObject({ enrolled: true });
    expect((await bed.row('anna')).subject).toBe(anna.subject);
  });
});

test('a new refresh token leaves it known whose tokens are due', async () => {
  await using bed = await openBed();
  const enrolment = await withPassword(bed, 'anna');
  await bed.enrolNow(enrolment);
  await haltByHand(bed, 'anna');
  const { refreshToken } = bed.clouds.kii.issueGrant({ principal: 'anna', app: 'kii' });

  const given = await give(bed, 'anna', {
    ...enrolment,
    grant: { kind: 'refresh_token', refreshToken: confidential(refreshToken) },
  });

  expect(given).toMatchObject({ enrolled: true, published: false });
  expect(await bed.row('anna')).toMatchObject({ state: 'active', subject: enrolment.subject });
});

const haltByHand = async (bed: Bed, principalId: string): Promise<void> => {
  const { principals } = bed.ports;
  bed.clock.advance(50 * 60_000);
  const now = bed.clock.now();
  const { generation, app, provider } = await bed.row(principalId);
  const leaseId = 'by-hand';
  await principals.claim(principalId, { app, provider, leaseId, until: now + 60_000, now });
  await principals.halt(principalId, {
    leaseId,
    generation,
    haltReason: 'refused',
    failures: 1,
    lastError: { code: 'refused', action: 'wait', at: now },
    presented: 'stays',
  });
};
