import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { readRequest } from '../../lambdas/operate/requests.ts';

const HUSH = 'hush-do-not-print';

const token = { kind: 'refresh_token', refresh_token: HUSH };
const enrolment = { operation: 'enrol', principal_id: 'home-1', provider: 'dkn', app: 'acme', grant: token };
const registration = {
  operation: 'registerApp',
  app: 'acme',
  secret: { provider: 'dkn', client_secret: HUSH },
};

const problemsOf = (event: unknown) => {
  const reading = readRequest(event);
  if (reading.ok) throw new Error('the request was accepted');
  return reading.problems;
};
const fieldsOf = (event: unknown): string[] => problemsOf(event).map(({ field }) => field);
const requestIn = (event: unknown) => {
  const reading = readRequest(event);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.request;
};

describe('a request', () => {
  test('to register an app carries its secret as it was written, fields that nobody knows included', () => {
    const secret = { provider: 'dkn', client_secrets: ['a', 'b'], note: 'ours' };

    expect(requestIn({ ...registration, secret })).toEqual({ operation: 'registerApp', app: 'acme', secret });
  });

  test('to show a principal names it', () => {
    expect(requestIn({ operation: 'show', principal_id: 'home-1' })).toEqual({
      operation: 'show',
      principalId: 'home-1',
    });
  });

  test('to enrol carries what is optional only where it is given', () => {
    const whole = { ...enrolment, subject: 'user-1', labels: { site: 'north' } };

    const { grant: _, ...bare } = requestIn(enrolment) as ReturnType<typeof requestIn> & { grant: unknown };

    expect(bare).toEqual({ operation: 'enrol', principalId: 'home-1', provider: 'dkn', app: 'acme' });
    expect(requestIn(whole)).toMatchObject({ subject: 'user-1', labels: { site: 'north' } });
  });

  const secret = expect.objectContaining({ reveal: expect.any(Function) });
  test.each([
    [token, { kind: 'refresh_token', refreshToken: secret }],
    [
      { kind: 'authorization_code', code: HUSH },
      { kind: 'authorization_code', code: secret },
    ],
    [
      { kind: 'authorization_code', code: HUSH, redirect_uri: 'https://a.example', code_verifier: HUSH },
      { kind: 'authorization_code', code: secret, redirectUri: 'https://a.example', codeVerifier: secret },
    ],
    [
      { kind: 'password', username: 'anna', password: HUSH },
      { kind: 'password', username: 'anna', password: secret },
    ],
    [{ kind: 'login' }, { kind: 'login' }],
    [
      { kind: 'login', as: 'admin' },
      { kind: 'login', as: 'admin' },
    ],
  ])('takes a grant %#', (grant, read) => {
    const request = requestIn({ ...enrolment, grant });

    expect(request).toMatchObject({ grant: read });
    expect(inspect(request, { depth: null, showHidden: true }) + JSON.stringify(request)).not.toContain(HUSH);
  });

  test.each([
    [undefined, false],
    [false, false],
    [true, true],
  ])('keeps a password only where that is asked for (%s)', (keep_login, keepLogin) => {
    const grant = { kind: 'password', username: 'anna', password: HUSH, keep_login };

    expect(requestIn({ ...enrolment, grant })).toMatchObject({ keepLogin });
  });

  test('says nothing of keeping where there is no password', () => {
    expect(requestIn(enrolment)).not.toHaveProperty('keepLogin');
  });
});

describe('a request that does not fit', () => {
  test.each([[null], [undefined], [4], ['enrol'], [true], [[]], [[enrolment]]])(
    'is named as a whole when it is no object (%j)',
    (event) => {
      expect(problemsOf(event)).toEqual([
        {
          field: 'request',
          remedy: expect.stringMatching(/must be an object whose operation is one of .*\benrol\b/),
        },
      ]);
    },
  );

  test.each([[{}], [{ operation: 'fly' }], [{ operation: 'constructor' }], [{ operation: 4 }]])(
    'names the operations that there are (%j)',
    (event) => {
      expect(readRequest(event)).toEqual({
        ok: false,
        problems: [{ field: 'operation', remedy: expect.stringMatching(/^must be one of .*\benrol\b/) }],
      });
    },
  );

  test('names every field that is missing, at once, and the operation', () => {
    expect(readRequest({ operation: 'enrol' })).toEqual({
      ok: false,
      operation: 'enrol',
      problems: [
        { field: 'principal_id', remedy: 'is missing: it must be a text' },
        { field: 'provider', remedy: 'is missing: it must be a text' },
        { field: 'app', remedy: 'is missing: it must be a text' },
        { field: 'grant', remedy: expect.stringMatching(/^is missing: it must be an object whose kind is/) },
      ],
    });
  });

  test.each<[string, object, string, string]>([
    ['an id that is no text', { principal_id: 4 }, 'principal_id', 'must be a text'],
    ['an empty id', { principal_id: '' }, 'principal_id', 'must not be empty'],
    ['a grant that is a text', { grant: HUSH }, 'grant', 'must be an object whose kind is one of'],
    [
      'a grant without a kind',
      { grant: { refresh_token: HUSH } },
      'grant.kind',
      'must be one of refresh_token',
    ],
    ['a grant of an unknown kind', { grant: { ...token, kind: HUSH } }, 'grant.kind', 'must be one of'],
    ['a kind that every object has', { grant: { kind: 'constructor' } }, 'grant.kind', 'must be one of'],
    ['a grant of nothing', { grant: { kind: 'refresh_token' } }, 'grant.refresh_token', 'is missing'],
    [
      'a token that is no text',
      { grant: { ...token, refresh_token: [HUSH] } },
      'grant.refresh_token',
      'must be a text',
    ],
    [
      'an empty token',
      { grant: { ...token, refresh_token: '' } },
      'grant.refresh_token',
      'must not be empty',
    ],
    [
      'a token that no cloud would issue',
      { grant: { ...token, refresh_token: HUSH.repeat(1_000) } },
      'grant.refresh_token',
      'must be at most 16384 characters',
    ],
    [
      'a wish that is neither true nor false',
      { grant: { kind: 'password', username: 'a', password: HUSH, keep_login: 'yes' } },
      'grant.keep_login',
      'must be true or false',
    ],
    ['a subject that is no text', { subject: 4 }, 'subject', 'must be a text'],
    ['labels that are a list', { labels: ['a'] }, 'labels', 'must be an object of texts'],
    ['a label that is no text', { labels: { [HUSH]: 4 } }, 'labels', 'must be an object of texts'],
    ['a field that is not known', { [HUSH]: HUSH }, 'request', 'has 1 field(s) that are not known'],
    ['a field in its grant that is not known', { grant: { ...token, [HUSH]: 1 } }, 'grant', 'has 1 field(s)'],
  ])('names %s and what it must be, and quotes nothing of it', (_, change, field, remedy) => {
    const problems = problemsOf({ ...enrolment, ...change });

    expect(problems).toEqual([{ field, remedy: expect.stringContaining(remedy) }]);
    expect(JSON.stringify(problems)).not.toContain(HUSH);
  });

  test.each(['__proto__', 'constructor', 'toString'])(
    'is told of a field called %s, and nothing comes of it',
    (name) => {
      const event: unknown = JSON.parse(
        `{"operation":"show","principal_id":"home-1","${name}":{"polluted":"${HUSH}"}}`,
      );

      expect(fieldsOf(event)).toEqual(['request']);
      expect({}).not.toHaveProperty('polluted');
    },
  );

  test('is refused where a text is no text but long, and its length no number', () => {
    const noText = { length: { toString: 1, valueOf: 1 } };
    const wrong = [
      { ...enrolment, app: noText },
      { ...enrolment, grant: { ...token, refresh_token: noText } },
      { operation: 'enrolMany', principals: noText },
      { operation: 'restore', rescue: noText },
    ];

    expect(wrong.map(fieldsOf)).toEqual([['app'], ['grant.refresh_token'], ['principals'], ['rescue']]);
  });

  test('is refused with a secret that could be read but not be written again', () => {
    const endless: unknown = JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`);

    expect(problemsOf({ ...registration, secret: { ...registration.secret, endless } })).toEqual([
      { field: 'secret', remedy: 'must not be nested so deeply' },
    ]);
  });

  test('answers shortly, however large it is', () => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`f${n}`, HUSH]));

    const answers = [
      problemsOf({ ...enrolment, ...many }),
      problemsOf({ ...enrolment, labels: { ...many, f0: 1 } }),
      problemsOf({ ...enrolment, grant: { ...token, ...many } }),
      problemsOf({ ...enrolment, app: HUSH.repeat(100_000) }),
    ];

    for (const answer of answers) expect(JSON.stringify(answer).length).toBeLessThan(200);
  });

  test.each([[null], ['text'], [[]], [undefined]])(
    'names a secret of an app that is no object (%j)',
    (secret) => {
      expect(fieldsOf({ ...registration, secret })).toEqual(['secret']);
    },
  );
});
