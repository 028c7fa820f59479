import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import { type Work, whatToDo } from '../../lambdas/core/due.ts';
import type { ActivePrincipal } from '../../lambdas/core/principal.ts';
import type { Grant, Login, Presentable, Sealed } from '../../lambdas/core/tokens.ts';
import { aPrincipal, NOW } from './a-principal.ts';

const REFRESH_TOKEN: Presentable = { kind: 'refresh_token', refreshToken: confidential('refresh-token') };
const LOGIN: Login = { kind: 'login' };
const PASSWORD: Login = { kind: 'password', username: 'ada', password: confidential('password') };
const NONE: Grant = { kind: 'none' };

type AfterLostAnswer = Parameters<typeof whatToDo>[0]['afterLostAnswer'];

/** A row's circumstances; unless said otherwise it is published, alive, with nothing open. */
interface Circumstances {
  readonly published?: boolean;
  readonly lost?: boolean;
  readonly refreshed?: boolean;
  readonly alive?: boolean;
  readonly grant?: Grant;
  /** `null`: the row holds no access token. */
  readonly tokenType?: string | null;
  readonly afterLostAnswer?: AfterLostAnswer;
  readonly fallback?: Login;
}

const workFor = ({
  published = true,
  lost = false,
  refreshed = true,
  alive = true,
  grant = REFRESH_TOKEN,
  tokenType = 'Bearer',
  afterLostAnswer = 'retry',
  fallback,
}: Circumstances): Work => {
  const { expiresAt: _, ...neverRefreshed } = aPrincipal({
    publishedGeneration: published ? 7 : 6,
    ...(lost ? { presentedBefore: 'digest-of-the-grant' } : {}),
  });
  const principal: ActivePrincipal = refreshed
    ? { ...neverRefreshed, expiresAt: alive ? NOW + 1 : NOW }
    : neverRefreshed;
  const { principalId, provider, app } = principal;
  const sealed: Sealed = {
    principalId,
    provider,
    app,
    grant,
    ...(tokenType === null ? {} : { access: { token: confidential('access-token'), tokenType } }),
  };
  return whatToDo({ principal, sealed, afterLostAnswer, fallback, now: NOW });
};

const PUBLISH: Work = {
  do: 'publish',
  why: 'kept-but-not-published',
  access: { token: confidential('access-token'), tokenType: 'Bearer' },
};
const HOLD: Work = { do: 'hold', why: 'answer-lost', until: NOW + 1 };
const GIVE_UP: Work = { do: 'give-up', why: 'nothing-to-present' };
const ask = (
  why: 'never-refreshed' | 'expired' | 'answer-lost' | 'due',
  grant: Presentable = REFRESH_TOKEN,
): Work => ({ do: 'ask', why, grant });

describe('what to do with a claimed row', () => {
  test.each<[string, Circumstances, Work]>([
    ['asks when its time has come', {}, ask('due')],
    ['asks with a login too', { grant: LOGIN }, ask('due', LOGIN)],
    ['asks with a password too', { grant: PASSWORD }, ask('due', PASSWORD)],
    ['asks with the refresh token, though a login stands by', { fallback: LOGIN }, ask('due')],

    ['publishes what was kept and not published', { published: false }, PUBLISH],
    [
      'publishes a bearer token however it is spelt',
      { published: false, tokenType: 'bearer' },
      { ...PUBLISH, access: { token: confidential('access-token'), tokenType: 'bearer' } },
    ],
    ['does not publish a token of another type', { published: false, tokenType: 'mac' }, ask('due')],
    ['does not publish where no token was kept', { published: false, tokenType: null }, ask('due')],
    ['does not publish a token that has ended', { published: false, alive: false }, ask('expired')],

    ['asks after a lost answer', { lost: true }, ask('answer-lost')],
    [
      'logs in after a lost answer',
      { lost: true, afterLostAnswer: 'login', fallback: PASSWORD },
      ask('answer-lost', PASSWORD),
    ],
    [
      'asks again after a lost answer where there is nothing to log in with',
      { lost: true, afterLostAnswer: 'login' },
      ask('answer-lost'),
    ],
    [
      'asks again after a lost answer where that is safe, though a login stands by',
      { lost: true, afterLostAnswer: 'retry', fallback: LOGIN },
      ask('answer-lost'),
    ],
    ['holds after a lost answer while a token lives', { lost: true, afterLostAnswer: 'hold' }, HOLD],
    [
      'does not hold after a lost answer where a login stands by',
      { lost: true, afterLostAnswer: 'hold', fallback: LOGIN },
      ask('answer-lost', LOGIN),
    ],
    [
      'takes a lost login for what it is: repeatable',
      { lost: true, afterLostAnswer: 'hold', grant: LOGIN },
      ask('due', LOGIN),
    ],
    [
      'takes a lost password for what it is: repeatable',
      { lost: true, afterLostAnswer: 'hold', grant: PASSWORD },
      ask('due', PASSWORD),
    ],

    ['asks for the first time', { refreshed: false, tokenType: null }, ask('never-refreshed')],
    ['asks when the token has ended', { alive: false }, ask('expired')],

    ['gives up when its time has come and there is nothing to present', { grant: NONE }, GIVE_UP],
    [
      'gives up when the token has ended and there is nothing to present',
      { grant: NONE, alive: false },
      GIVE_UP,
    ],
    [
      'gives up after a lost answer too, where there is nothing to present',
      { grant: NONE, lost: true, afterLostAnswer: 'hold' },
      GIVE_UP,
    ],
    [
      'gives up where there never was a token nor anything to present',
      { grant: NONE, refreshed: false, tokenType: null },
      GIVE_UP,
    ],
  ])('%s', (_, circumstances, work) => {
    const found = workFor(circumstances);

    expect(found).toEqual(work);
    // Jest cannot see into a confidential value: the grant must be the very one.
    if (found.do === 'ask' && work.do === 'ask') expect(found.grant).toBe(work.grant);
  });
});

describe('the chain of rules', () => {
  test.each<[string, Circumstances, Work]>([
    [
      'publishes before it thinks of a lost answer: the cloud need not be asked at all',
      { published: false, lost: true, afterLostAnswer: 'hold' },
      PUBLISH,
    ],
    [
      'publishes before it gives up: what was kept is good until it ends',
      { published: false, grant: NONE },
      PUBLISH,
    ],
    [
      'asks again once the token that was spared has ended: then nothing is left to lose',
      { alive: false, lost: true, afterLostAnswer: 'hold' },
      ask('answer-lost'),
    ],
    [
      'asks again where there never was a token to spare',
      { refreshed: false, tokenType: null, lost: true, afterLostAnswer: 'hold' },
      ask('answer-lost'),
    ],
    [
      'names a first refresh before an expiry: there was no token to expire',
      { refreshed: false, published: false, tokenType: null },
      ask('never-refreshed'),
    ],
  ])('%s', (_, circumstances, work) => {
    expect(workFor(circumstances)).toEqual(work);
  });

  test('says the same of every mixture of circumstances as the rules in their order', () => {
    const either = [true, false];
    const mixtures = either.flatMap((published) =>
      either.flatMap((lost) =>
        either.flatMap((refreshed) =>
          either.flatMap((alive) =>
            either.map((presentable) => ({
              published,
              lost,
              refreshed,
              alive,
              presentable,
              grant: presentable ? REFRESH_TOKEN : NONE,
              afterLostAnswer: 'hold' as const,
            })),
          ),
        ),
      ),
    );

    const reasons = mixtures.map((mixture) => workFor(mixture).why);

    const expected = mixtures.map(({ published, lost, refreshed, alive, presentable }) => {
      if (!published && refreshed && alive) return 'kept-but-not-published';
      if (!presentable) return 'nothing-to-present';
      if (lost) return 'answer-lost';
      if (!refreshed) return 'never-refreshed';
      return alive ? 'due' : 'expired';
    });
    expect(reasons).toEqual(expected);
  });
});
