import { describe, expect, test } from '@jest/globals';
import { rescueRecord } from '../../lambdas/core/rescue.ts';
import { pageAfter } from '../../lambdas/operate/page.ts';
import { readRequest } from '../../lambdas/operate/requests.ts';

const HUSH = 'hush-do-not-print';

const requestIn = (event: unknown) => {
  const reading = readRequest(event);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.request;
};
const problemsOf = (event: unknown) => {
  const reading = readRequest(event);
  if (reading.ok) throw new Error('the request was accepted');
  return reading.problems;
};

describe('a request to pause or resume', () => {
  test.each([
    [{ principal_id: 'home-1' }, { principalId: 'home-1' }],
    [{ app: 'acme' }, { app: 'acme' }],
    [{ everything: true }, { everything: true }],
  ])('names one of three: %j', (named, target) => {
    expect(requestIn({ operation: 'pause', ...named })).toEqual({ operation: 'pause', target });
    expect(requestIn({ operation: 'resume', ...named })).toEqual({ operation: 'resume', target });
  });

  test.each([[{}], [{ principal_id: 'home-1', app: 'acme' }], [{ app: 'acme', everything: true }]])(
    'is refused where it names none, or two (%j)',
    (named) => {
      for (const operation of ['pause', 'resume'])
        expect(readRequest({ operation, ...named })).toEqual({
          ok: false,
          operation,
          problems: [{ field: 'request', remedy: 'must name one of principal_id, app and everything' }],
        });
    },
  );

  test('does not take everything for false', () => {
    expect(problemsOf({ operation: 'pause', everything: false })).toEqual([
      { field: 'everything', remedy: 'must be true, or left out' },
    ]);
  });

  test('takes a grant for one principal, its password kept only where that is asked for', () => {
    const grant = { kind: 'password', username: 'anna', password: HUSH };

    const request = requestIn({ operation: 'resume', principal_id: 'home-1', grant });

    expect(request).toMatchObject({ principalId: 'home-1', grant: { kind: 'password' }, keepLogin: false });
    expect(JSON.stringify(request)).not.toContain(HUSH);
  });

  test('takes no grant for an app', () => {
    expect(problemsOf({ operation: 'resume', app: 'acme', grant: { kind: 'login' } })).toEqual([
      { field: 'grant', remedy: expect.stringMatching(/name its principal_id/) },
    ]);
  });
});

describe('a request to list', () => {
  test('asks for fifty where it does not say how many', () => {
    expect(requestIn({ operation: 'list' })).toEqual({ operation: 'list', limit: 50 });
  });

  test('carries what is wanted, and where to go on', () => {
    const wanted = { provider: 'dkn', app: 'acme', state: 'halted', overdue: true, limit: 100 };

    expect(requestIn({ operation: 'list', ...wanted, page: pageAfter('home-1') })).toEqual({
      operation: 'list',
      ...wanted,
      after: 'home-1',
    });
  });

  test.each<[string, object, string]>([
    ['none at all', { limit: 0 }, 'limit'],
    ['too many', { limit: 101 }, 'limit'],
    ['half of one', { limit: 0.5 }, 'limit'],
    ['a text of them', { limit: '5' }, 'limit'],
    ['a state that there is not', { state: HUSH }, 'state'],
    ['those that are not overdue', { overdue: false }, 'overdue'],
    ['a page that no answer held', { page: `${HUSH}!` }, 'page'],
    ['a page of nothing', { page: '=' }, 'page'],
    ['a page that is no text', { page: 4 }, 'page'],
  ])('is refused when it wants %s', (_, wanted, field) => {
    const problems = problemsOf({ operation: 'list', ...wanted });

    expect(problems).toEqual([{ field, remedy: expect.stringMatching(/^must be/) }]);
    expect(JSON.stringify(problems)).not.toContain(HUSH);
  });

  test.each(['home-1', 'an id with spaces', 'ü', 'x'.repeat(2_048)])(
    'comes back to where it was (%#)',
    (id) => {
      expect(requestIn({ operation: 'list', page: pageAfter(id) })).toMatchObject({ after: id });
    },
  );
});

describe('a request to enrol many', () => {
  const one = {
    principal_id: 'home-1',
    provider: 'dkn',
    app: 'acme',
    grant: { kind: 'refresh_token', refresh_token: HUSH },
  };

  test('reads each by itself: what is wrong with one is its own matter', () => {
    const principals = [
      one,
      { ...one, principal_id: 'home-2', app: 4 },
      HUSH,
      { ...one, operation: 'enrol' },
    ];

    const request = requestIn({ operation: 'enrolMany', principals });

    expect(request).toMatchObject({
      principals: [
        { ok: true, enrolment: { principalId: 'home-1' } },
        { ok: false, principalId: 'home-2', problems: [{ field: 'app' }] },
        { ok: false, problems: [{ field: 'request' }] },
        { ok: false, principalId: 'home-1', problems: [{ field: 'request' }] },
      ],
    });
    expect(JSON.stringify(request)).not.toContain(HUSH);
  });

  test.each([[[]], [Array(101).fill(one)], [one], [undefined]])(
    'is of one to a hundred (%#)',
    (principals) => {
      expect(problemsOf({ operation: 'enrolMany', principals })).toEqual([
        { field: 'principals', remedy: expect.any(String) },
      ]);
    },
  );
});

describe('a request to restore', () => {
  const record = rescueRecord({
    principalId: 'home-1',
    provider: 'dkn',
    app: 'acme',
    generation: 7,
    keptBy: 'lease-1',
    sealed: Uint8Array.of(1, 2, 3),
    grantDigest: 'digest',
  });
  const line = { level: 'ERROR', message: 'rescue', timestamp: '2026-11-01T12:00:00.000Z', ...record };

  test.each([
    ['the record', record],
    ['the whole line of the log', line],
    ['the line as a text', JSON.stringify(line)],
  ])('takes %s', (_, rescue) => {
    expect(requestIn({ operation: 'restore', rescue })).toMatchObject({
      rescue: { principalId: 'home-1', generation: 7, sealed: Buffer.from([1, 2, 3]) },
    });
  });

  test.each([
    [undefined],
    [HUSH],
    [{}],
    [{ ...record, sealed: 'not base64!' }],
    [{ ...record, generation: -1 }],
    [JSON.stringify(record).slice(0, -9)],
  ])('is refused when the record is not whole (%#)', (rescue) => {
    const problems = problemsOf({ operation: 'restore', rescue });

    expect(problems).toEqual([{ field: 'rescue', remedy: expect.stringMatching(/rescue record, whole/) }]);
    expect(JSON.stringify(problems)).not.toContain(HUSH);
  });
});

test.each([
  [
    { operation: 'refresh', principal_id: 'home-1' },
    { operation: 'refresh', principalId: 'home-1' },
  ],
  [
    { operation: 'remove', principal_id: 'home-1' },
    { operation: 'remove', principalId: 'home-1' },
  ],
  [
    { operation: 'remove', principal_id: 'home-1', now: true },
    { operation: 'remove', principalId: 'home-1', atOnce: true },
  ],
  [
    { operation: 'checkApp', app: 'acme' },
    { operation: 'checkApp', app: 'acme' },
  ],
  [{ operation: 'listApps' }, { operation: 'listApps' }],
  [{ operation: 'status' }, { operation: 'status' }],
])('a plain request is what it says: %j', (event, request) => {
  expect(requestIn(event)).toEqual(request);
});
