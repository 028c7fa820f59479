import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { markDue } from '../../../lambdas/flow/operator/mark-due.ts';
import { pauseApp, pauseEverything, pausePrincipal } from '../../../lambdas/flow/operator/pause.ts';
import { resumeApp, resumeEverything, resumePrincipal } from '../../../lambdas/flow/operator/resume.ts';
import { type Bed, openBed } from '../bed.ts';
import { withCode } from '../enrolments.ts';
import { holdAt } from '../hold.ts';
import { haltOne } from './halting.ts';

const MINUTE = 60_000;

/** Its time has come, and a tick has had every chance. */
const whenDue = async (bed: Bed): Promise<void> => {
  bed.clock.advance(46 * MINUTE);
  await bed.tick();
};

describe('a principal that is paused', () => {
  test('is not asked for, and its token is served on; resumed, it is looked at at once', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.tick();

    const paused = await pausePrincipal('anna', bed.ports);
    await whenDue(bed);
    const callsWhilePaused = bed.clouds.dkn.counts.calls;
    const servedWhilePaused = await bed.serves('dkn', 'anna');
    const resumed = await resumePrincipal('anna', bed.ports);
    await bed.tick();

    expect([paused, resumed]).toEqual([
      { done: true, change: 'paused' },
      { done: true, change: 'resumed' },
    ]);
    expect(callsWhilePaused).toBe(1);
    expect(servedWhilePaused).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 2, reused: 0 });
  });

  test('again, or resumed again, is left as it is', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await pausePrincipal('anna', bed.ports);
    const paused = await bed.row('anna');

    const again = await pausePrincipal('anna', bed.ports);
    const afterAgain = await bed.row('anna');
    await resumePrincipal('anna', bed.ports);
    const resumedAgain = await resumePrincipal('anna', bed.ports);

    expect([again, resumedAgain]).toEqual([
      { done: true, change: 'unchanged' },
      { done: true, change: 'unchanged' },
    ]);
    expect(afterAgain).toEqual(paused);
  });

  test.each(['principals.keep', 'vault.publish', 'principals.settle'] as const)(
    'in the middle of a refresh (before %s): what was obtained is kept and published, and it stays paused',
    async (step) => {
      await using bed = await openBed();
      await bed.enrol('dkn', 'anna');
      const run = holdAt(bed.ports, step);
      const ticking = bed.tick(run.ports);
      await run.reached;

      const paused = await pausePrincipal('anna', bed.ports);
      run.release();
      await ticking;
      await whenDue(bed);

      const row = await bed.row('anna');
      expect(paused).toEqual({ done: true, change: 'paused' });
      expect(row).toMatchObject({ state: 'paused', publishedGeneration: row.generation });
      expect(row).not.toHaveProperty('dueQueue');
      expect(row).not.toHaveProperty('lease');
      expect(await bed.serves('dkn', 'anna')).toBe(true);
      expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
    },
  );

  test('and resumed in the middle of a refresh is not taken by another run before that one ends', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const run = holdAt(bed.ports, 'principals.keep');
    const ticking = bed.tick(run.ports);
    await run.reached;

    await pausePrincipal('anna', bed.ports);
    const resumed = await resumePrincipal('anna', bed.ports);
    await bed.ports.controls.releaseRunLease((await runLease(bed)) ?? '');
    const { tally } = await bed.tick();
    run.release();
    await ticking;

    const row = await bed.row('anna');
    expect(resumed).toEqual({ done: true, change: 'resumed' });
    expect(tally.of('due')).toBe(0);
    expect(row).toMatchObject({ state: 'active', dueQueue: 'dkn', publishedGeneration: row.generation });
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
  });

  test.each([
    ['pause', 'resume', 'active'],
    ['resume', 'pause', 'paused'],
  ] as const)(
    'while another operator resumes: %s that crosses with %s leaves a row that is either, whole',
    async (held, between, state) => {
      await using bed = await openBed();
      await bed.enrol('dkn', 'anna');
      if (held === 'resume') await pausePrincipal('anna', bed.ports);
      const crossing = holdAt(bed.ports, `principals.${held}`, 'after');
      const act = { pause: pausePrincipal, resume: resumePrincipal };

      const first = act[held]('anna', crossing.ports);
      await crossing.reached;
      await act[between]('anna', bed.ports);
      crossing.release();
      await first;

      const row = await bed.row('anna');
      expect(row.state).toBe(state);
      expect('dueQueue' in row).toBe(state === 'active');
    },
  );

  test('in the middle of an exchange: what its code yielded is kept and published, and it stays paused', async () => {
    await using bed = await openBed();
    const exchanging = holdAt(bed.ports, 'transport.send', 'after');
    const enrolling = bed.enrolNow(withCode(bed, 'anna'), exchanging.ports);
    await exchanging.reached;

    const paused = await pausePrincipal('anna', bed.ports);
    exchanging.release();
    await enrolling;
    await whenDue(bed);

    const row = await bed.row('anna');
    expect(paused).toEqual({ done: true, change: 'paused' });
    expect(row).toMatchObject({ state: 'paused', publishedGeneration: row.generation });
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, exchanged: 1 });
  });

  test('cannot be one that is being revived at this moment: what its code yields is published', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'anna');
    const exchanging = holdAt(bed.ports, 'transport.send', 'after');
    const enrolling = bed.enrolNow(withCode(bed, 'anna'), exchanging.ports);
    await exchanging.reached;

    const acts = [pausePrincipal, resumePrincipal, markDue];
    const answers = await Promise.all(acts.map((act) => act('anna', bed.ports)));
    exchanging.release();
    await enrolling;

    for (const answer of answers)
      expect(answer).toMatchObject({ done: false, remedy: expect.stringMatching(/in flight/) });
    expect((await bed.row('anna')).state).toBe('active');
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('that a late answer revived after a halt is paused with that grant', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'anna');
    const { generation, sealed, grantDigest } = await bed.row('anna');
    await bed.ports.principals.keep('anna', generation, 'a-late-run', { sealed, grantDigest });

    const paused = await pausePrincipal('anna', bed.ports);

    const row = await bed.row('anna');
    expect(paused).toEqual({ done: true, change: 'paused' });
    expect(row).toMatchObject({ state: 'paused', keptBy: 'a-late-run' });
    expect(row).not.toHaveProperty('haltReason');
  });

  test('cannot be a halted one: nobody asks for it, and a resumption needs a grant', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'anna');
    const before = await bed.row('anna');

    const answers = [await pausePrincipal('anna', bed.ports), await resumePrincipal('anna', bed.ports)];

    for (const answer of answers)
      expect(answer).toMatchObject({
        done: false,
        remedy: expect.stringMatching(/halted \(refused\).*new grant/),
      });
    expect(await bed.row('anna')).toEqual(before);
  });

  test('that is halted in the middle of being paused is said to be halted', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const pausing = holdAt(bed.ports, 'principals.pause');
    const paused = pausePrincipal('anna', pausing.ports);
    await pausing.reached;
    const body = JSON.stringify({ error: 'invalid_request', error_description: 'Invalid refresh_token' });
    bed.clouds.dkn.faults.set({ kind: 'status', status: 400, body }, { remaining: 1 });
    await bed.tick();
    pausing.release();

    expect(await paused).toMatchObject({ done: false, remedy: expect.stringMatching(/halted/) });
    expect((await bed.row('anna')).state).toBe('halted');
  });
});

/** Who runs, as the table has it. */
const runLease = async (bed: Bed): Promise<string | undefined> => {
  const { Item } = await bed.clients.dynamo.send(
    new GetItemCommand({ TableName: bed.settings.controlsTable, Key: { name: { S: 'run-lease' } } }),
  );
  return Item?.id?.S;
};

describe('an app that is paused', () => {
  test('has nobody asked, while others are; resumed, they are caught up with', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('kii', 'thing');

    const paused = await pauseApp('dkn', bed.ports);
    await bed.tick();
    const callsWhilePaused = bed.clouds.dkn.counts.calls;
    const neighbourServed = await bed.serves('kii', 'thing');
    const resumed = await resumeApp('dkn', bed.ports);
    bed.clock.advance(MINUTE);
    await bed.tick();

    expect([paused, resumed]).toEqual([
      { done: true, change: 'paused' },
      { done: true, change: 'resumed' },
    ]);
    expect(callsWhilePaused).toBe(0);
    expect(neighbourServed).toBe(true);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('in the middle of a run stays paused, whatever that run notes of it', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'status', status: 429, headers: { 'Retry-After': '30' } });
    const run = holdAt(bed.ports, 'controls.save');
    const ticking = bed.tick(run.ports);
    await run.reached;

    await pauseApp('dkn', bed.ports);
    run.release();
    await ticking;

    const [dkn] = (await bed.ports.controls.list()).apps.filter(({ app }) => app === 'dkn');
    expect(dkn?.operatorPausedAt).toBe(bed.clock.now());
    expect(dkn?.standing.notBefore).toBeGreaterThan(bed.clock.now());
  });

  test.each([
    ['is not known', 'nobody', /not known/],
    ['has a name that cannot be', 'an app', /^Use 1 to 128 of/],
  ])('is refused where it %s, and nothing is made', async (_, app, remedy) => {
    await using bed = await openBed();

    const answers = [await pauseApp(app, bed.ports), await resumeApp(app, bed.ports)];

    for (const answer of answers)
      expect(answer).toEqual({ done: false, field: 'app', remedy: expect.stringMatching(remedy) });
    expect((await bed.ports.controls.list()).apps).toEqual([]);
  });
});

describe('everything, paused', () => {
  test('has nobody asked at all until it is resumed', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('kii', 'thing');

    const paused = [await pauseEverything(bed.ports), await pauseEverything(bed.ports)];
    await bed.tick();
    const callsWhilePaused = bed.clouds.dkn.counts.calls + bed.clouds.kii.counts.calls;
    const resumed = [await resumeEverything(bed.ports), await resumeEverything(bed.ports)];
    bed.clock.advance(MINUTE);
    await bed.tick();

    expect(paused.map(({ change }) => change)).toEqual(['paused', 'unchanged']);
    expect(resumed.map(({ change }) => change)).toEqual(['resumed', 'unchanged']);
    expect(callsWhilePaused).toBe(0);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(await bed.serves('kii', 'thing')).toBe(true);
  });
});
