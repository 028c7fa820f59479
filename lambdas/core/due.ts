import { answerWasLost, isAlive, type Principal } from './principal.ts';
import { type AccessToken, isBearer, type Sealed } from './tokens.ts';

/** What a claimed row needs, and why. Reasons are constants; people read them in `lastError` and in logs. */
export type Work =
  | { readonly do: 'publish'; readonly why: 'kept-but-not-published'; readonly access: AccessToken }
  /** Nothing before `until`, epoch ms. */
  | { readonly do: 'hold'; readonly why: 'answer-lost'; readonly until: number }
  | { readonly do: 'login'; readonly why: 'answer-lost' }
  | { readonly do: 'ask'; readonly why: 'never-refreshed' | 'expired' | 'answer-lost' | 'due' };

interface Facts {
  readonly principal: Principal;
  readonly sealed: Sealed;
  readonly afterLostAnswer: 'retry' | 'login' | 'hold';
  readonly now: number;
}

type Rule = (facts: Facts) => Work | undefined;

/** An earlier run kept a token and could not publish it: the cloud need not be asked. */
export const keptButNotPublished = ({
  principal,
  sealed,
  now,
}: Pick<Facts, 'principal' | 'sealed' | 'now'>): Extract<Work, { do: 'publish' }> | undefined =>
  principal.generation > principal.publishedGeneration &&
  sealed.access !== undefined &&
  isBearer(sealed.access.tokenType) &&
  isAlive(principal, now)
    ? { do: 'publish', why: 'kept-but-not-published', access: sealed.access }
    : undefined;

/**
 * A request for this grant may have been answered into the void; the protocol says what is safe now. Where presenting
 * it again could revoke the whole family of tokens, the live one is spared until it ends: then nothing is left to lose.
 */
const earlierAnswerWasLost: Rule = ({ principal, sealed, afterLostAnswer, now }) => {
  if (!answerWasLost(principal) || sealed.grant.kind === 'login') return undefined;
  if (afterLostAnswer === 'hold' && principal.expiresAt !== undefined && principal.expiresAt > now)
    return { do: 'hold', why: 'answer-lost', until: principal.expiresAt };
  return { do: afterLostAnswer === 'login' ? 'login' : 'ask', why: 'answer-lost' };
};

const neverRefreshed: Rule = ({ principal }) =>
  principal.expiresAt === undefined ? { do: 'ask', why: 'never-refreshed' } : undefined;

const expired: Rule = ({ principal, now }) =>
  isAlive(principal, now) ? undefined : { do: 'ask', why: 'expired' };

const CHAIN: readonly Rule[] = [keptButNotPublished, earlierAnswerWasLost, neverRefreshed, expired];

/** First rule that speaks wins; a row that none of them names is simply due (its time came, or somebody marked it). */
export const whatToDo = (facts: Facts): Work => {
  for (const rule of CHAIN) {
    const work = rule(facts);
    if (work) return work;
  }
  return { do: 'ask', why: 'due' };
};
