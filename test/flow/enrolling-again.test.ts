import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import { type Bed, openBed, START } from './bed.ts';
import { codeOf, withCode } from './enrolments.ts';
import { haltOne } from './operator/halting.ts';

const MINUTE = 60_000;

describe('a halted principal', () => {
  test('that gets a new code runs again at once, and that it is over is told', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'anna');
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
    await haltOne(bed, 'anna');
    const before = await bed.row('anna');
    const secret = await bed.secret('dkn', 'anna');

    const refused = await bed.enrolNow(codeOf('anna', 'made-up'));
    bed.clock.advance(5 * MINUTE);
    const { tally } = await bed.tick();

    const after = await bed.row('anna');
    expect(refused).toMatchObject({ enrolled: false, field: 'grant' });
    expect(before.state).toBe('halted');
    expect(after).toEqual(before);
    expect(tally.of('due')).toBe(0);
    expect(bed.announced()).toEqual(['Reauthorization Required: anna']);
    expect(await bed.secret('dkn', 'anna')).toEqual(secret);
    expect(secret?.expires_at).toBeGreaterThan(bed.clock.now() / 1_000);
  });

  test('whose new code was refused takes the next one', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'anna');
    await bed.enrolNow(codeOf('anna', 'made-up'));

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));

    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Recovered: anna']);
  });

  test('that was given a grant by a late answer runs again with that: it is not replaced', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'anna');
    const { generation, sealed, grantDigest } = await bed.row('anna');
    const times = { issuedAt: START, expiresAt: bed.clock.now() + 60 * MINUTE };
    await bed.ports.principals.keep('anna', generation, 'a-late-run', { sealed, grantDigest, times });

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));

    expect(enrolled).toMatchObject({ enrolled: false, remedy: expect.stringMatching(/its grant lives/) });
    expect(await bed.row('anna')).toMatchObject({ state: 'active', dueQueue: 'dkn', keptBy: 'a-late-run' });
    expect(bed.clouds.dkn.counts.exchanged).toBe(0);
  });

  test('does not take the code of another app, and keeps its own', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'anna');
    await haltByHand(bed, 'anna', 'huawei');
    const before = await bed.row('anna');

    const refused = await bed.enrolNow(withCode(bed, 'anna'));

    expect(refused).toMatchObject({ enrolled: false, field: 'app', remedy: expect.stringMatching(/huawei/) });
    expect(await bed.row('anna')).toEqual(before);
    expect(bed.clouds.dkn.counts.calls).toBe(0);
  });

  test('that moves to another app by a refresh token leaves its one-token app free', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'anna');
    await haltByHand(bed, 'anna', 'huawei');
    const { refreshToken } = bed.clouds.dkn.issueGrant({ principal: 'anna' });

    const moved = await bed.enrolNow({
      principalId: 'anna',
      provider: 'dkn',
      app: 'dkn',
      grant: { kind: 'refresh_token', refreshToken: confidential(refreshToken) },
    });
    await bed.tick();
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

const haltByHand = async (
  bed: Bed,
  principalId: string,
  app: string,
  now = bed.clock.now(),
): Promise<void> => {
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

describe('a pinned subject', () => {
  const halted = async (bed: Bed): Promise<string> => {
    const { username, password, subject } = await bed.clouds.kii.registerAccount({ principal: 'user-1' });
    const grant = { kind: 'password', username, password: confidential(password) } as const;
    await bed.enrolNow({ principalId: 'user-1', provider: 'kii', app: 'kii', grant });
    await haltByHand(bed, 'user-1', 'kii', START + 50 * MINUTE);
    return subject;
  };
  const other = async (bed: Bed) => {
    const { username, password } = await bed.clouds.kii.registerAccount({ principal: 'user-2' });
    const grant = { kind: 'password', username, password: confidential(password) } as const;
    return { principalId: 'user-1', provider: 'kii', app: 'kii', grant } as const;
  };

  test('stays when a halted principal is enrolled again: another user is refused, and nothing changes', async () => {
    await using bed = await openBed();
    const subject = await halted(bed);
    const before = await bed.row('user-1');

    const refused = await bed.enrolNow(await other(bed));

    expect(before).toMatchObject({ state: 'halted', subject });
    expect(refused).toMatchObject({ enrolled: false, field: 'subject' });
    expect(await bed.row('user-1')).toEqual(before);
  });

  test('stays for the tick too, where the password is kept', async () => {
    await using bed = await openBed();
    const subject = await halted(bed);

    await bed.enrolNow({ ...(await other(bed)), keepLogin: true });
    await bed.tick();

    expect(await bed.row('user-1')).toMatchObject({
      state: 'halted',
      subject,
      lastError: { code: 'another-subject' },
    });
  });
});

describe('while an operator has paused', () => {
  const pausing: readonly [string, string, object][] = [
    ['everything', 'everything', { pausedAt: { N: '1' } }],
    ['the app', 'app#dkn', { provider: { S: 'dkn' }, operatorPausedAt: { N: '1' } }],
  ];

  test.each(pausing)('%s, no code is exchanged: nobody is asked', async (_, name, item) => {
    await using bed = await openBed();
    await bed.clients.dynamo.send(
      new PutItemCommand({ TableName: bed.settings.controlsTable, Item: { name: { S: name }, ...item } }),
    );

    const refused = await bed.enrolNow(withCode(bed, 'anna'));

    expect(refused).toMatchObject({ enrolled: false, field: 'app', remedy: expect.stringMatching(/resume/) });
    expect(await bed.ports.principals.get('anna')).toEqual({ row: 'missing' });
    expect(bed.clouds.dkn.counts.calls).toBe(0);
  });
});

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
    await haltOne(bed, 'anna');
    const before = await bed.row('anna');

    const refused = await bed.enrolNow({ principalId: 'anna', provider: 'dkn', app: 'dkn', grant });

    expect(refused).toMatchObject({ enrolled: false, field: expect.stringMatching(/^grant\./) });
    expect(await bed.row('anna')).toEqual(before);
  });
});
