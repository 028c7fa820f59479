import { answerWasLost, isAlive, type Principal } from './principal.ts';
import { isBearer, type Sealed } from './tokens.ts';

/** What a claimed row needs, and why. Reasons are constants; people read them in `lastError` and in logs. */
export type Work =
  | { readonly do: 'publish'; readonly why: 'kept-but-not-published' }
  | { readonly do: 'hold'; readonly why: 'answer-lost' }
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
const keptButNotPublished: Rule = ({ principal, sealed, now }) =>
  principal.generation > principal.publishedGeneration &&
  sealed.access !== undefined &&
  isBearer(sealed.access.tokenType) &&
  isAlive(principal, now)
    ? { do: 'publish', why: 'kept-but-not-published' }
    : undefined;

/** A request for this grant may have been answered into the void; the protocol says what is safe now. */
const earlierAnswerWasLost: Rule = ({ principal, sealed, afterLostAnswer }) => {
  if (!answerWasLost(principal) || sealed.grant.kind === 'login') return undefined;
  return { do: afterLostAnswer === 'retry' ? 'ask' : afterLostAnswer, why: 'answer-lost' };
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
