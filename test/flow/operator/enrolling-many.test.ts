import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../../lambdas/core/confidential.ts';
import type { Enrolment } from '../../../lambdas/flow/enrolment.ts';
import { enrolMany } from '../../../lambdas/flow/operator/enrol-many.ts';
import type { Ports } from '../../../lambdas/flow/ports.ts';
import { type Bed, openBed } from '../bed.ts';
import { withCode } from '../enrolments.ts';

const many = (bed: Bed, enrolments: readonly Enrolment[], ports: Ports = bed.ports) =>
  enrolMany(enrolments, ports, { deadline: bed.clock.now() + 50_000 });

const withToken = (bed: Bed, principalId: string, app = 'dkn'): Enrolment => {
  const { refreshToken } = bed.clouds.dkn.issueGrant({ principal: principalId });
  const grant = { kind: 'refresh_token', refreshToken: confidential(refreshToken) } as const;
  return { principalId, provider: 'dkn', app, grant };
};

describe('many enrolments in one call', () => {
  test('are answered one by one, in their order', async () => {
    await using bed = await openBed();
    const enrolments = [
      withToken(bed, 'anna'),
      withToken(bed, 'bert', 'unknown-app'),
      withCode(bed, 'carl'),
      { ...withCode(bed, 'dora'), grant: { kind: 'authorization_code', code: confidential('made-up') } },
      withToken(bed, 'emil'),
    ] as const;

    const results = await many(bed, enrolments);
    await bed.tick();

    expect(results).toMatchObject([
      { enrolled: true, principalId: 'anna', published: false },
      {
        enrolled: false,
        field: 'app',
        remedy: 'unknown-app is not registered: refresh-scheduler app put FILE',
      },
      { enrolled: true, principalId: 'carl', published: true },
      { enrolled: false, field: 'grant' },
      { enrolled: true, principalId: 'emil' },
    ]);
    for (const id of ['anna', 'carl', 'emil']) expect(await bed.serves('dkn', id)).toBe(true);
    expect((await bed.ports.principals.get('dora')).row).toBe('missing');
  });

  test('of one and the same are done once', async () => {
    await using bed = await openBed();

    const results = await many(bed, [withToken(bed, 'anna'), withToken(bed, 'bert'), withToken(bed, 'anna')]);

    expect(results).toMatchObject([
      { enrolled: true },
      { enrolled: true },
      { enrolled: false, remedy: expect.stringMatching(/twice/) },
    ]);
  });

  test.each([
    ['refresh token', withToken],
    ['code', withCode],
  ])('with one %s under two ids are done for the first', async (_, enrolmentWith) => {
    await using bed = await openBed();
    const first = enrolmentWith(bed, 'anna');
    const { grant } = first;

    const results = await many(bed, [
      first,
      enrolmentWith(bed, 'carl'),
      { ...first, principalId: 'bert', grant },
    ]);

    expect(results).toMatchObject([
      { enrolled: true },
      { enrolled: true },
      { enrolled: false, field: 'grant', remedy: 'the same as that of anna: give each principal its own' },
    ]);
    expect((await bed.ports.principals.get('bert')).row).toBe('missing');
  });

  test('go on where AWS fails at one of them, and that one is told of', async () => {
    await using bed = await openBed();
    const { principals } = bed.ports;
    const ports = {
      ...bed.ports,
      principals: {
        ...principals,
        create: (...args: Parameters<typeof principals.create>) =>
          args[0] === 'bert' ? Promise.reject(new TypeError('hush')) : principals.create(...args),
      },
    };

    const results = await many(
      bed,
      [withToken(bed, 'anna'), withToken(bed, 'bert'), withToken(bed, 'carl')],
      ports,
    );

    expect(results).toMatchObject([
      { enrolled: true },
      { enrolled: false, remedy: expect.stringMatching(/^AWS failed \(TypeError\).*show it/) },
      { enrolled: true },
    ]);
    expect(JSON.stringify(results)).not.toContain('hush');
  });

  test('that no time is left for are not begun', async () => {
    await using bed = await openBed();
    const { principals } = bed.ports;
    const slow = {
      ...bed.ports,
      principals: {
        ...principals,
        create: (...args: Parameters<typeof principals.create>) => {
          bed.clock.advance(30_000);
          return principals.create(...args);
        },
      },
    };
    const enrolments = Array.from({ length: 10 }, (_, n) => withToken(bed, `home-${n}`));

    const results = await many(bed, enrolments, slow);

    const untried = results.filter((one) => !one.enrolled && /not tried/.test(one.remedy));
    expect(results).toHaveLength(10);
    expect(untried.length).toBeGreaterThanOrEqual(6);
    expect(results.filter(({ enrolled }) => enrolled).length).toBe(10 - untried.length);
  });
});
