import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import { type Work, whatToDo } from '../../lambdas/core/due.ts';
import type { ActivePrincipal } from '../../lambdas/core/principal.ts';
import type { Grant, Sealed } from '../../lambdas/core/tokens.ts';
import { aPrincipal, NOW } from './a-principal.ts';

const REFRESH_TOKEN: Grant = { kind: 'refresh_token', refreshToken: confidential('refresh-token') };
const LOGIN: Grant = { kind: 'login' };

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
}

const workFor = ({
  published = true,
  lost = false,
  refreshed = true,
  alive = true,
  grant = REFRESH_TOKEN,
  tokenType = 'Bearer',
  afterLostAnswer = 'retry',
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
  return whatToDo({ principal, sealed, afterLostAnswer, now: NOW });
};

const PUBLISH: Work = {
  do: 'publish',
  why: 'kept-but-not-published',
  access: { token: confidential('access-token'), tokenType: 'Bearer' },
};
const HOLD: Work = { do: 'hold', why: 'answer-lost', until: NOW + 1 };
const ask = (why: 'never-refreshed' | 'expired' | 'answer-lost' | 'due'): Work => ({ do: 'ask', why });

describe('what to do with a claimed row', () => {
  test.each<[string, Circumstances, Work]>([
    ['asks when its time has come', {}, ask('due')],
    ['asks with a login too', { grant: LOGIN }, ask('due')],

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
      { lost: true, afterLostAnswer: 'login' },
      { do: 'login', why: 'answer-lost' },
    ],
    ['holds after a lost answer while a token lives', { lost: true, afterLostAnswer: 'hold' }, HOLD],
    [
      'takes a lost login for what it is: repeatable',
      { lost: true, afterLostAnswer: 'hold', grant: LOGIN },
      ask('due'),
    ],

    ['asks for the first time', { refreshed: false, tokenType: null }, ask('never-refreshed')],
    ['asks when the token has ended', { alive: false }, ask('expired')],
  ])('%s', (_, circumstances, work) => {
    expect(workFor(circumstances)).toEqual(work);
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
          either.map((alive) => ({ published, lost, refreshed, alive, afterLostAnswer: 'hold' as const })),
        ),
      ),
    );

    const reasons = mixtures.map((mixture) => workFor(mixture).why);

    const expected = mixtures.map(({ published, lost, refreshed, alive }) => {
      if (!published && refreshed && alive) return 'kept-but-not-published';
      if (lost) return 'answer-lost';
      if (!refreshed) return 'never-refreshed';
      return alive ? 'due' : 'expired';
    });
    expect(reasons).toEqual(expected);
  });
});
