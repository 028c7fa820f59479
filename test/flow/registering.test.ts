import { describe, expect, test } from '@jest/globals';
import { type Registered, registerApp } from '../../lambdas/flow/register-app.ts';
import { type Authority, createAuthority } from '../../local/clouds/authority.ts';
import { type Bed, openBed } from './bed.ts';
import { loggedBy } from './enrolments.ts';

const DAY = 86_400_000;
const HUSH = 'hush-do-not-print';

const dkn = { provider: 'dkn', client_id: 'us', client_secret: HUSH };
const register = (bed: Bed, secret: object, app = 'new-app'): Promise<Registered> =>
  registerApp({ app, secret: { ...secret } }, bed.ports);

/** The clouds' own authority is made when the tests run, whatever day the bed has. */
const registerToday = ({ ports, clock }: Bed, app: string, secret: object): Promise<Registered> =>
  registerApp(
    { app, secret: { ...secret } },
    { ...ports, clock: { now: Date.now, sleep: (ms) => clock.sleep(ms) } },
  );

const holds = (bed: Bed, provider: string, app = 'new-app') => bed.ports.apps.read(app, provider, 'fresh');
const knownApps = async (bed: Bed) => (await bed.ports.controls.list()).apps.map(({ app }) => app);

describe('registering an app', () => {
  test('stores its credentials where an enrolment and a tick find them', async () => {
    await using bed = await openBed();
    const secret = await bed.clouds.dkn.registerApp('second');

    const registered = await registerToday(bed, 'second', secret);
    await bed.enrol('dkn', 'anna', 'second');
    await bed.tick();

    expect(registered).toEqual({ registered: true, provider: 'dkn', change: 'created', warnings: [] });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('warns of fields that it does not know, without naming them, and of a secret that is not used', async () => {
    await using bed = await openBed();
    const secrets = { client_secrets: [HUSH] };
    const { ca: _, ...kii } = bed.clouds.kii.app;

    const answers = [
      await register(bed, { ...dkn, scopes: 'x' }),
      await register(bed, { ...dkn, ...secrets, [HUSH]: 1, constructor: 2 }),
      await register(bed, { ...kii, client_secret: HUSH, ...secrets, secret: HUSH }, 'kii-app'),
    ];

    const unused = { field: 'client_secret', remedy: 'is ignored: client_secrets is used' };
    const strays = (remedy: string) => ({ field: 'app secret', remedy });
    const one = '1 field is not known for this provider and is ignored: check its spelling';
    const two = '2 fields are not known for this provider and are ignored: check their spelling';
    expect(answers.map((answer) => answer.registered && answer.warnings)).toEqual([
      [strays(one)],
      [strays(two), unused],
      [strays(one), unused],
    ]);
    expect(JSON.stringify(answers)).not.toContain(HUSH);
  });

  test('changes what is there, and says when nothing changed', async () => {
    await using bed = await openBed();

    const answers = [
      await register(bed, dkn),
      await register(bed, dkn),
      await register(bed, { client_secret: HUSH, client_id: 'us', provider: 'dkn' }),
      await register(bed, { ...dkn, client_secret: `${HUSH}-2` }),
    ];

    expect(answers.map((answer) => answer.registered && answer.change)).toEqual([
      'created',
      'unchanged',
      'unchanged',
      'updated',
    ]);
  });

  test('corrects at once what the same process has read before', async () => {
    await using bed = await openBed();
    const secret = await bed.clouds.dkn.registerApp('second');
    await registerToday(bed, 'second', { ...secret, client_secret: 'mistyped' });
    const before = await bed.ports.apps.read('second', 'dkn');

    await registerToday(bed, 'second', secret);

    expect((await bed.ports.apps.read('second', 'dkn')).version).not.toBe(before.version);
  });

  test('does not touch an app that is known under another provider', async () => {
    await using bed = await openBed();
    await register(bed, dkn);
    const { provider: _, ...credentials } = dkn;

    const refused = await register(bed, {
      ...credentials,
      provider: 'oauth2',
      token_url: 'https://example.com/token',
    });

    expect(refused).toEqual({
      registered: false,
      problems: [{ field: 'app', remedy: 'new-app is known under another provider: use another name' }],
    });
    expect(await holds(bed, 'dkn')).toMatchObject({ ok: true });
  });

  test.each<[string, object, { field: string; remedy: RegExp }[]]>([
    [
      'of no provider',
      { client_id: 'us' },
      [{ field: 'provider', remedy: /one of dkn, huawei, kii, oauth2/ }],
    ],
    ['of an unknown provider', { ...dkn, provider: 'acme' }, [{ field: 'provider', remedy: /one of dkn/ }]],
    [
      'of a provider by a name that every object has',
      { ...dkn, provider: 'constructor' },
      [{ field: 'provider', remedy: /one of dkn/ }],
    ],
    [
      'of a provider that is no text',
      { ...dkn, provider: ['dkn'] },
      [{ field: 'provider', remedy: /one of/ }],
    ],
    [
      'with fields that are missing, all at once',
      { provider: 'huawei', secret: HUSH },
      [
        { field: 'app_id', remedy: /is missing/ },
        { field: 'base_url', remedy: /is missing/ },
        { field: 'client_certificate', remedy: /is missing/ },
        { field: 'client_key', remedy: /is missing/ },
      ],
    ],
    [
      'with an address that is not https',
      { ...dkn, base_url: 'http://example.com' },
      [{ field: 'base_url', remedy: /must start with https/ }],
    ],
    [
      'with an address that holds a password',
      { ...dkn, base_url: `https://us:${HUSH}@example.com` },
      [{ field: 'base_url', remedy: /must not hold a user name/ }],
    ],
    ['with an empty secret', { ...dkn, client_secret: ' ' }, [{ field: 'client_secret', remedy: /empty/ }]],
    [
      'larger than a secret can be',
      { ...dkn, note: HUSH.repeat(5_000) },
      [{ field: 'secret', remedy: /at most 65536 bytes/ }],
    ],
  ])('refuses one %s: field and remedy, and nothing is stored', async (_, secret, problems) => {
    await using bed = await openBed();

    const refused = await register(bed, secret);

    expect(refused).toEqual({
      registered: false,
      problems: problems.map(({ field, remedy }) => ({ field, remedy: expect.stringMatching(remedy) })),
    });
    expect(await holds(bed, 'dkn')).toMatchObject({ ok: false });
    expect(await knownApps(bed)).not.toContain('new-app');
    expect(JSON.stringify(refused) + loggedBy(bed)).not.toContain(HUSH);
  });

  test.each(['', 'a/b', '../dkn', 'x'.repeat(129)])('refuses the name %j', async (app) => {
    await using bed = await openBed();

    const refused = await register(bed, dkn, app);

    expect(refused).toMatchObject({ registered: false, problems: [{ field: 'app' }] });
  });
});

describe('registering an app with certificates', () => {
  let made: Promise<Authority> | undefined;

  /** An app of Huawei whose certificate holds for these days from now. */
  const huaweiWith = async (bed: Bed, { from = -1, to = 365 }: { from?: number; to?: number } = {}) => {
    made ??= createAuthority('Test authority');
    const now = bed.clock.now();
    const { certificate, key } = await (await made).issue({
      commonName: 'app',
      client: true,
      notBefore: new Date(now + from * DAY),
      notAfter: new Date(now + to * DAY),
    });
    const { ca: _, ...app } = bed.clouds.huawei.app;
    return { ...app, client_certificate: certificate, client_key: key };
  };
  const problem = (field: string, remedy: RegExp) => ({
    registered: false,
    problems: [{ field, remedy: expect.stringMatching(remedy) }],
  });

  test('takes one that holds', async () => {
    await using bed = await openBed();

    const registered = await register(bed, await huaweiWith(bed));

    expect(registered).toEqual({ registered: true, provider: 'huawei', change: 'created', warnings: [] });
  });

  test('takes one that ends within 30 days, and warns of it', async () => {
    await using bed = await openBed();

    const registered = await register(bed, await huaweiWith(bed, { to: 20 }));

    expect(registered).toMatchObject({
      registered: true,
      warnings: [{ field: 'client_certificate', remedy: 'ends on 2026-02-04: get a new one in time' }],
    });
  });

  test.each([
    ['has ended', { from: -20, to: -1 }, /ended on 2026-01-14: ask the provider/],
    ['has not begun', { from: 2, to: 20 }, /begins on 2026-01-17/],
  ])('refuses one that %s, and stores nothing', async (_, when, remedy) => {
    await using bed = await openBed();

    const refused = await register(bed, await huaweiWith(bed, when));

    expect(refused).toEqual(problem('client_certificate', remedy));
    expect(await holds(bed, 'huawei')).toMatchObject({ ok: false });
    expect(await knownApps(bed)).not.toContain('new-app');
  });

  test('refuses one whose key belongs to another', async () => {
    await using bed = await openBed();
    const { client_key } = await huaweiWith(bed);

    const refused = await register(bed, { ...(await huaweiWith(bed)), client_key });

    expect(refused).toEqual(problem('client_key', /does not belong to client_certificate/));
    expect(JSON.stringify(refused)).not.toContain('PRIVATE');
  });

  test.each([
    ['client_certificate', /must be PEM|no certificate that can be read/],
    ['client_key', /must be PEM|no private key that can be read/],
    ['ca', /must be PEM|no certificate that can be read/],
  ])('refuses a %s that nobody can read, and does not quote it', async (field, remedy) => {
    await using bed = await openBed();
    const good = await huaweiWith(bed);

    const refusals = [
      await register(bed, { ...good, [field]: HUSH }),
      await register(bed, { ...good, [field]: `-----BEGIN ${HUSH}-----` }),
    ];

    for (const refused of refusals) expect(refused).toEqual(problem(field, remedy));
    expect(JSON.stringify(refusals)).not.toContain(HUSH);
  });
});
