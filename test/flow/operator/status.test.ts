import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { GOOD_STANDING } from '../../../lambdas/core/standing.ts';
import { checkApp } from '../../../lambdas/flow/operator/check-app.ts';
import { pauseApp, pauseEverything } from '../../../lambdas/flow/operator/pause.ts';
import { status } from '../../../lambdas/flow/operator/status.ts';
import { type Bed, openBed } from '../bed.ts';

const MINUTE = 60_000;

const putControl = (bed: Bed, item: Record<string, unknown>) =>
  bed.clients.dynamo.send(
    new PutItemCommand({ TableName: bed.settings.controlsTable, Item: marshall(item) }),
  );

describe('the status of a fleet', () => {
  test('of nobody yet is empty', async () => {
    await using bed = await openBed();

    expect(await status(bed.ports)).toEqual({ everythingPaused: false, apps: [], malformed: [] });
  });

  test('says of every app who holds it back, why and since when', async () => {
    await using bed = await openBed();
    const { controls } = bed.ports;
    const now = bed.clock.now();
    for (const app of ['a-by-hand', 'b-by-itself', 'c-outage', 'd-throttled', 'e-well'])
      await controls.ensure(app, 'dkn');
    await pauseApp('a-by-hand', bed.ports);
    const pause = { since: now - MINUTE, why: 'misconfigured', code: 'invalid_client' } as const;
    await controls.save({
      app: 'b-by-itself',
      standing: { ...GOOD_STANDING, pause, notBefore: now + MINUTE },
    });
    const outage = { unanswered: ['a', 'b', 'c', 'd', 'e'], outageSince: now - 2 * MINUTE };
    await controls.save({ app: 'c-outage', standing: { ...GOOD_STANDING, ...outage } });
    await controls.save({ app: 'd-throttled', standing: { ...GOOD_STANDING, notBefore: now + MINUTE } });
    await controls.save({ app: 'e-well', standing: { ...GOOD_STANDING, notBefore: now - MINUTE } });
    await controls.ensure('f-sole', 'huawei');
    await controls.adoptSole('f-sole', 'platform');

    const { apps } = await status(bed.ports);

    const dkn = { provider: 'dkn' };
    expect(apps).toEqual([
      { app: 'a-by-hand', ...dkn, heldBack: { by: 'operator', why: 'paused-by-hand', since: now } },
      {
        app: 'b-by-itself',
        ...dkn,
        heldBack: { by: 'scheduler', why: 'misconfigured (invalid_client)', since: now - MINUTE },
        waitsUntil: now + MINUTE,
      },
      {
        app: 'c-outage',
        ...dkn,
        heldBack: { by: 'scheduler', why: 'outage', since: now - 2 * MINUTE },
      },
      { app: 'd-throttled', ...dkn, waitsUntil: now + MINUTE },
      { app: 'e-well', ...dkn },
      { app: 'f-sole', provider: 'huawei', sole: 'platform' },
    ]);
  });

  test('says that everything is paused, what breaks the contract, and what the last census noted', async () => {
    await using bed = await openBed();
    await pauseEverything(bed.ports);
    await putControl(bed, { name: 'app#odd', provider: 4 });
    await putControl(bed, { name: 'census', at: 1_768_478_400, overdue: 2 });

    expect(await status(bed.ports)).toMatchObject({
      everythingPaused: true,
      apps: [],
      malformed: ['app#odd'],
      census: { at: 1_768_478_400, overdue: 2 },
    });
  });
});

describe('the check of an app', () => {
  test('finds nothing where all is well', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'platform');
    // The clouds' certificates are made when tests run, and the bed's clock stands earlier.
    bed.clock.advance(Date.now() - bed.clock.now());

    expect(await checkApp('huawei', bed.ports)).toEqual({
      done: true,
      provider: 'huawei',
      problems: [],
      warnings: [],
    });
  });

  test('sees what lies in the secret now, though a tick has read it before', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    await bed.putApp('dkn', { provider: 'dkn', client_id: 'us' });

    const checked = await checkApp('dkn', bed.ports);

    expect(checked).toMatchObject({ done: true, provider: 'dkn', problems: [{ field: 'client_secret' }] });
  });

  test('names a certificate that cannot be read', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.putApp('dkn', { ...bed.clouds.dkn.app, ca: '-----BEGIN CERTIFICATE-----\nodd' });

    expect(await checkApp('dkn', bed.ports)).toMatchObject({ done: true, problems: [{ field: 'ca' }] });
  });

  test.each([
    ['an app that is not known', 'nobody', /not known/],
    ['a name that cannot be', 'an app', /^Use 1 to 128 of/],
  ])('refuses %s', async (_, app, remedy) => {
    await using bed = await openBed();

    expect(await checkApp(app, bed.ports)).toEqual({
      done: false,
      field: 'app',
      remedy: expect.stringMatching(remedy),
    });
  });
});
