import { answerWasLost, isAlive, type Principal } from './principal.ts';
import { type AccessToken, isBearer, type Login, type Presentable, type Sealed } from './tokens.ts';

/** What a claimed row needs, and why. Reasons are constants; people read them in `lastError` and in logs. */
export type Work =
  | { readonly do: 'publish'; readonly why: 'kept-but-not-published'; readonly access: AccessToken }
  /** Nothing before `until`, epoch ms. */
  | { readonly do: 'hold'; readonly why: 'answer-lost'; readonly until: number }
  /** Its owner must be asked: there is nothing to present. */
  | { readonly do: 'give-up'; readonly why: 'nothing-to-present' }
  | {
      readonly do: 'ask';
      readonly why: 'never-refreshed' | 'expired' | 'answer-lost' | 'due';
      readonly grant: Presentable;
    };

interface Facts {
  readonly principal: Principal;
  readonly sealed: Sealed;
  readonly afterLostAnswer: 'retry' | 'login' | 'hold';
  /** What the protocol can log in with instead of this grant. */
  readonly fallback?: Login | undefined;
  /** Consumers have a newer token than the row's: publishing it again helps nobody. */
  readonly superseded?: boolean | undefined;
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
const earlierAnswerWasLost: Rule = ({ principal, sealed: { grant }, afterLostAnswer, fallback, now }) => {
  // A login is spent by nobody: it can be repeated as often as one likes.
  if (!answerWasLost(principal) || grant.kind !== 'refresh_token') return undefined;
  const instead = afterLostAnswer === 'retry' ? undefined : fallback;
  if (
    afterLostAnswer === 'hold' &&
    !instead &&
    principal.expiresAt !== undefined &&
    principal.expiresAt > now
  )
    return { do: 'hold', why: 'answer-lost', until: principal.expiresAt };
  return { do: 'ask', why: 'answer-lost', grant: instead ?? grant };
};

const notPublishedYet: Rule = (facts) => (facts.superseded ? undefined : keptButNotPublished(facts));

const CHAIN: readonly Rule[] = [notPublishedYet, earlierAnswerWasLost];

/** First rule that speaks wins; a row that none of them names is asked for, and says why. */
export const whatToDo = (facts: Facts): Work => {
  for (const rule of CHAIN) {
    const work = rule(facts);
    if (work) return work;
  }
  const { grant } = facts.sealed;
  return grant.kind === 'none'
    ? { do: 'give-up', why: 'nothing-to-present' }
    : { do: 'ask', why: whyNow(facts), grant };
};

/** Its time came, or somebody marked it, where neither of the others holds. */
const whyNow = ({ principal, now }: Facts): 'never-refreshed' | 'expired' | 'due' => {
  if (principal.expiresAt === undefined) return 'never-refreshed';
  return isAlive(principal, now) ? 'due' : 'expired';
};
