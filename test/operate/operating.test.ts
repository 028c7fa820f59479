import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { operate } from '../../lambdas/operate/operate.ts';
import { type Bed, openBed } from '../flow/bed.ts';
import { haltOne } from '../flow/operator/halting.ts';

const MINUTE = 60_000;

const ask = (bed: Bed, event: unknown) => operate(event, bed.ports, { deadline: bed.clock.now() + MINUTE });
const operated = (bed: Bed) =>
  bed.recorder.lines.filter(({ message }) => message === 'operated').map(({ facts }) => facts);

describe('an operator', () => {
  test('pauses and resumes one principal, an app and everything', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'home-1');
    const targets = [{ principal_id: 'home-1' }, { app: 'dkn' }, { everything: true }];

    for (const target of targets) {
      const answers = [
        await ask(bed, { operation: 'pause', ...target }),
        await ask(bed, { operation: 'pause', ...target }),
        await ask(bed, { operation: 'resume', ...target }),
      ];

      expect(answers).toEqual([
        { ok: true, operation: 'pause', ...target, change: 'paused' },
        { ok: true, operation: 'pause', ...target, change: 'unchanged' },
        { ok: true, operation: 'resume', ...target, change: 'resumed' },
      ]);
    }
  });

  test('has a principal refreshed, removes it, and is told what is left of its secret', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'home-1');
    await bed.tick();

    const answers = [
      await ask(bed, { operation: 'refresh', principal_id: 'home-1' }),
      await ask(bed, { operation: 'remove', principal_id: 'home-1' }),
      await ask(bed, { operation: 'remove', principal_id: 'home-1', now: true }),
      await ask(bed, { operation: 'remove', principal_id: 'home-1' }),
    ];

    const about = { principal_id: 'home-1' };
    expect(answers).toEqual([
      { ok: true, operation: 'refresh', ...about, change: 'marked-due' },
      { ok: true, operation: 'remove', ...about, change: 'removed', secret: 'deletes-after-days', days: 30 },
      { ok: true, operation: 'remove', ...about, change: 'removed', secret: 'deleted' },
      {
        ok: false,
        operation: 'remove',
        problems: [{ field: 'principal_id', remedy: 'home-1 is not enrolled' }],
      },
    ]);
  });

  test('goes through a list page by page; each principal as it is shown', async () => {
    await using bed = await openBed();
    for (const id of ['home-1', 'home-2', 'home-3']) await bed.enrol('dkn', id);
    await bed.clients.dynamo.send(
      new PutItemCommand({
        TableName: bed.settings.principalsTable,
        Item: marshall({ principalId: 'spoilt' }),
      }),
    );

    const first = await ask(bed, { operation: 'list', limit: 2 });
    const second = await ask(bed, { operation: 'list', limit: 2, page: first.page });

    const pages = [first, second] as unknown as {
      principals: { principal_id: string }[];
      malformed?: string[];
    }[];
    const listed = pages.flatMap(({ principals }) => principals);
    const { ok: _, operation: __, ...shown } = await ask(bed, { operation: 'show', principal_id: 'home-2' });
    expect(listed.map(({ principal_id }) => principal_id).sort()).toEqual(['home-1', 'home-2', 'home-3']);
    expect(listed).toContainEqual(shown);
    expect(pages.flatMap(({ malformed = [] }) => malformed)).toEqual(['spoilt']);
  });

  test('gives a halted principal its new grant', async () => {
    await using bed = await openBed();
    await haltOne(bed, 'home-1');
    const grant = { kind: 'authorization_code', code: bed.clouds.dkn.issueCode({ principal: 'home-1' }) };

    const without = await ask(bed, { operation: 'resume', principal_id: 'home-1' });
    const answer = await ask(bed, { operation: 'resume', principal_id: 'home-1', grant });
    const again = await ask(bed, { operation: 'resume', principal_id: 'home-1', grant });

    expect(without).toMatchObject({ ok: false, problems: [{ remedy: expect.stringMatching(/new grant/) }] });
    expect(answer).toEqual({
      ok: true,
      operation: 'resume',
      principal_id: 'home-1',
      secret_name: 'refresh-scheduler/tokens/dkn/home-1',
      published: true,
      next: expect.any(String),
      change: 'resumed',
    });
    expect(again).toMatchObject({ ok: false, operation: 'resume', problems: [{ field: 'principal_id' }] });
  });

  test('enrols many, and is answered for each in its place', async () => {
    await using bed = await openBed();
    const one = (principal_id: string) => ({
      principal_id,
      provider: 'dkn',
      app: 'dkn',
      grant: {
        kind: 'refresh_token',
        refresh_token: bed.clouds.dkn.issueGrant({ principal: principal_id }).refreshToken,
      },
    });
    const principals = [one('home-1'), { ...one('home-2'), app: 'second' }, 'odd', one('home-3')];

    const answer = await ask(bed, { operation: 'enrolMany', principals });

    expect(answer).toMatchObject({
      ok: true,
      operation: 'enrolMany',
      results: [
        { ok: true, operation: 'enrol', principal_id: 'home-1' },
        { ok: false, operation: 'enrol', principal_id: 'home-2', problems: [{ field: 'app' }] },
        { ok: false, operation: 'enrol', problems: [{ field: 'request' }] },
        { ok: true, operation: 'enrol', principal_id: 'home-3' },
      ],
    });
    expect(operated(bed)).toMatchObject([
      { operation: 'enrolMany', ok: true },
      { operation: 'enrol', principalId: 'home-1' },
      { operation: 'enrol', principalId: 'home-2', refused: ['app'] },
      { operation: 'enrol', refused: ['request'] },
      { operation: 'enrol', principalId: 'home-3' },
    ]);
  });

  test('sees at a glance how the fleet fares', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'home-1');
    await bed.enrol('huawei', 'platform');
    await ask(bed, { operation: 'pause', app: 'dkn' });
    const at = bed.clock.now() / 1_000;
    await bed.clients.dynamo.send(
      new PutItemCommand({
        TableName: bed.settings.controlsTable,
        Item: marshall({
          name: 'census',
          at,
          principals: { active: 2, halted: 0 },
          overdue: 0,
          minSecondsToExpiry: 600,
          segments: ['odd', 4],
          odd: { of: 'another version' },
        }),
      }),
    );

    const answer = await ask(bed, { operation: 'status' });
    const listed = await ask(bed, { operation: 'listApps' });

    const apps = [
      { app: 'dkn', provider: 'dkn', paused: { by: 'operator', why: 'paused-by-hand', since: at } },
      { app: 'huawei', provider: 'huawei', sole: 'platform' },
    ];
    expect(answer).toEqual({
      ok: true,
      operation: 'status',
      everything_paused: false,
      apps,
      census: { at, principals: { active: 2, halted: 0 }, overdue: 0, min_seconds_to_expiry: 600 },
    });
    expect(listed).toEqual({ ok: true, operation: 'listApps', apps });
  });

  test('is told of no census that has not ended', async () => {
    await using bed = await openBed();
    await bed.clients.dynamo.send(
      new PutItemCommand({
        TableName: bed.settings.controlsTable,
        Item: marshall({ name: 'census', progress: '{}', startedAt: 4 }),
      }),
    );

    expect(await ask(bed, { operation: 'status' })).not.toHaveProperty('census');
  });

  test('checks an app, and nothing of its secret is told', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'home-1');
    await bed.putApp('dkn', { provider: 'dkn', client_secret: 'hush-do-not-print' });

    const answer = await ask(bed, { operation: 'checkApp', app: 'dkn' });

    expect(answer).toEqual({
      ok: true,
      operation: 'checkApp',
      app: 'dkn',
      provider: 'dkn',
      problems: [{ field: 'client_id', remedy: expect.stringMatching(/missing/) }],
      warnings: [],
    });
    expect(JSON.stringify([answer, bed.recorder.lines])).not.toContain('hush');
  });

  test('restores what the log holds', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'home-1');
    const keep = () => {
      bed.clock.advance(40_000);
      return Promise.reject(new Error('the table does not answer'));
    };
    await bed.tick({ ...bed.ports, principals: { ...bed.ports.principals, keep } });
    bed.clock.advance(3 * MINUTE);
    const line = bed.recorder.lines.find(({ message }) => message === 'rescue');

    const answer = await ask(bed, { operation: 'restore', rescue: { message: 'rescue', ...line?.facts } });
    await bed.tick();

    expect(answer).toEqual({ ok: true, operation: 'restore', principal_id: 'home-1', change: 'restored' });
    expect(await bed.serves('dkn', 'home-1')).toBe(true);
  });

  test.each(['refresh', 'pause', 'resume', 'remove', 'show'])(
    'is refused a %s of what cannot be a name, and it is repeated nowhere',
    async (operation) => {
      await using bed = await openBed();

      const answer = await ask(bed, { operation, principal_id: 'hush do not print' });

      expect(answer).toMatchObject({ ok: false, operation, problems: [{ field: 'principal_id' }] });
      expect(JSON.stringify([answer, bed.recorder.lines])).not.toContain('hush');
    },
  );

  test('removes a row under a name that cannot be, which only a hand can have made', async () => {
    await using bed = await openBed();
    const principalId = 'made by hand';
    await bed.clients.dynamo.send(
      new PutItemCommand({ TableName: bed.settings.principalsTable, Item: marshall({ principalId }) }),
    );

    const { malformed } = await ask(bed, { operation: 'list' });
    const removed = await ask(bed, { operation: 'remove', principal_id: principalId });

    expect(malformed).toEqual([principalId]);
    expect(removed).toMatchObject({ ok: true, change: 'removed', secret: 'missing' });
    expect(await bed.ports.principals.get(principalId)).toEqual({ row: 'missing' });
    expect(JSON.stringify(bed.recorder.lines)).not.toContain(principalId);
  });
});
