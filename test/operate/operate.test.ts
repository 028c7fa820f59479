import { describe, expect, test } from '@jest/globals';
import { operate } from '../../lambdas/operate/operate.ts';
import { type Bed, openBed } from '../flow/bed.ts';

const HUSH = 'hush-do-not-print';
const dkn = { provider: 'dkn', client_id: 'us', client_secret: HUSH };

const ask = (bed: Bed, event: unknown) => operate(event, bed.ports, { deadline: bed.clock.now() + 60_000 });

const enrolment = (bed: Bed) => ({
  operation: 'enrol',
  principal_id: 'home-1',
  provider: 'dkn',
  app: 'dkn',
  grant: { kind: 'authorization_code', code: bed.clouds.dkn.issueCode({ principal: 'home-1' }) },
});

describe('an operator', () => {
  test('registers an app, enrols a principal and sees how it fares', async () => {
    await using bed = await openBed();
    const secret_name = 'refresh-scheduler/tokens/dkn/home-1';

    const registered = await ask(bed, { operation: 'registerApp', app: 'second', secret: dkn });
    const enrolled = await ask(bed, enrolment(bed));
    const shown = await ask(bed, { operation: 'show', principal_id: 'home-1' });

    const { generation, expires_at } = (await bed.secret('dkn', 'home-1')) ?? {};
    expect(registered).toMatchObject({ ok: true, app: 'second', provider: 'dkn', change: 'created' });
    expect(enrolled).toMatchObject({ ok: true, principal_id: 'home-1', secret_name, published: true });
    expect(shown).toMatchObject({
      ok: true,
      operation: 'show',
      state: 'active',
      published: true,
      failures: 0,
      generation,
      expires_at,
      secret_name,
    });
  });

  test('is told of everything that is wrong with an app at once', async () => {
    await using bed = await openBed();

    const answer = await ask(bed, {
      operation: 'registerApp',
      app: 'second',
      secret: { provider: 'oauth2' },
    });

    expect(answer).toEqual({
      ok: false,
      operation: 'registerApp',
      problems: [
        { field: 'token_url', remedy: expect.stringMatching(/missing/) },
        { field: 'client_id', remedy: expect.stringMatching(/missing/) },
        { field: 'client_secret', remedy: expect.stringMatching(/missing/) },
      ],
    });
  });

  test('is told of what is wrong with an enrolment', async () => {
    await using bed = await openBed();

    const answer = await ask(bed, { ...enrolment(bed), app: 'nowhere' });

    expect(answer).toMatchObject({
      ok: false,
      operation: 'enrol',
      problems: [{ field: 'app', remedy: expect.stringMatching(/^nowhere is not registered/) }],
    });
  });

  test.each([
    ['home 1', 'Use 1 to 128 of'],
    ['../apps/dkn', 'Use 1 to 128 of'],
    ['home-2', 'home-2 is not enrolled'],
  ])('is told of a principal that cannot be shown (%s)', async (principal_id, remedy) => {
    await using bed = await openBed();

    const answer = await ask(bed, { operation: 'show', principal_id });

    expect(answer).toEqual({
      ok: false,
      operation: 'show',
      problems: [{ field: 'principal_id', remedy: expect.stringContaining(remedy) }],
    });
  });

  test('is told what a request must be when it is none', async () => {
    await using bed = await openBed();

    const answer = await ask(bed, HUSH);

    expect(answer).toMatchObject({ ok: false, problems: [{ field: 'request' }] });
    expect(JSON.stringify([answer, bed.recorder.lines])).not.toContain(HUSH);
  });
});

describe('what is logged of an operation', () => {
  test('is one line that says who was changed', async () => {
    await using bed = await openBed();

    await ask(bed, { operation: 'registerApp', app: 'second', secret: dkn });
    await ask(bed, enrolment(bed));
    await ask(bed, { operation: 'show', principal_id: 'home-1' });

    expect(bed.recorder.lines).toEqual([
      {
        level: 'info',
        message: 'operated',
        facts: { ok: true, operation: 'registerApp', app: 'second', change: 'created' },
      },
      {
        level: 'info',
        message: 'operated',
        facts: { ok: true, operation: 'enrol', principalId: 'home-1', published: true },
      },
      {
        level: 'info',
        message: 'operated',
        facts: { ok: true, operation: 'show', app: 'dkn', principalId: 'home-1', published: true },
      },
    ]);
  });

  test('names of what was refused the fields alone', async () => {
    await using bed = await openBed();

    await ask(bed, {
      operation: 'registerApp',
      app: 'second',
      secret: { ...dkn, base_url: `http://${HUSH}` },
    });
    await ask(bed, { ...enrolment(bed), [HUSH]: HUSH, labels: { [HUSH]: 1 } });
    await ask(bed, { ...enrolment(bed), grant: { kind: 'authorization_code', code: HUSH } });

    expect(bed.recorder.lines.map(({ facts }) => facts.refused)).toEqual([
      ['base_url'],
      ['labels', 'request'],
      ['grant'],
    ]);
    expect(JSON.stringify(bed.recorder.lines)).not.toContain(HUSH);
  });
});
