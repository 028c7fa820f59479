import { type Cause, isOfPrincipals, keyOf } from './cause.ts';
import { HOUR } from './time.ts';

/** Whether it cannot wait, or can until somebody is at work. */
export type Severity = 'page' | 'ticket';

/** A cause that people were told of and that is not over. Times in epoch ms. */
export interface Told {
  /** As it was told last. */
  readonly cause: Cause;
  readonly openedAt: number;
  readonly escalatedAt?: number;
}

/** What people were told of, by the cause's key. */
export type Book = Readonly<Record<string, Told>>;

export interface Notice {
  /** `grown`: ten times as many as were told. `escalated`: nobody has ended it for hours. */
  readonly kind: 'opened' | 'grown' | 'escalated' | 'over';
  readonly severity: Severity;
  readonly cause: Cause;
  readonly openedAt: number;
  /** Tells it from every other notice of its kind and key; the same when it has to be told again. */
  readonly episode: string;
  /** What stands in the book, under this key, once the notice is out: nothing where it is over. */
  readonly key: string;
  readonly told: Told | undefined;
}

/** A whole app stands still, and only a person ends that. */
const CANNOT_WAIT: ReadonlySet<Cause['trouble']> = new Set(['misconfigured', 'refused-in-bulk']);
/**
 * An owner who has to authorize again is nobody to be woken for, and what ends in days is told in time by its own notice. All
 * else costs tokens if it goes on.
 */
const ESCALATES: ReadonlySet<Cause['trouble']> = new Set(['outage', 'failing', 'configuration']);
const GROWN = 10;

export interface Pace {
  /** How long a cause may last before it is told to those who are paged, ms. */
  readonly escalateAfter: number;
}
export const AS_DEPLOYED: Pace = { escalateAfter: 4 * HOUR };

/**
 * What has to be told now: each cause once when it is new, once more when ten times as many have it, once when it lasts, and
 * once when it is over.
 *
 * @param causes those of apps as they are, those of principals as the last census found them
 * @param counted whether there was a census at all: without one, nobody knows what is over for principals
 */
export const noticesDue = (
  book: Book,
  causes: readonly Cause[],
  { now, counted, pace }: { readonly now: number; readonly counted: boolean; readonly pace: Pace },
): readonly Notice[] => {
  const open = new Map(causes.map((cause) => [keyOf(cause), cause]));
  const current = [...open].flatMap(([key, cause]) => {
    const told = book[key];
    return told ? again(key, cause, told, now, pace) : [opened(key, cause, now)];
  });
  const over = Object.entries(book)
    .filter(([key, { cause }]) => !open.has(key) && (counted || !isOfPrincipals(cause)))
    .map(([key, told]) => ended(key, told));
  return [...current, ...over];
};

const opened = (key: string, cause: Cause, now: number): Notice => ({
  kind: 'opened',
  severity: CANNOT_WAIT.has(cause.trouble) ? 'page' : 'ticket',
  cause,
  openedAt: now,
  episode: beginningOf(cause),
  key,
  told: { cause, openedAt: now },
});

/** Not when it was told: a run that could not note that tells it a minute later. A certificate's code has its day in it. */
const beginningOf = ({ trouble, since }: Cause): string => (trouble === 'certificate' ? '' : String(since));

const again = (key: string, cause: Cause, told: Told, now: number, { escalateAfter }: Pace): Notice[] => {
  const { openedAt } = told;
  if (told.escalatedAt === undefined && ESCALATES.has(cause.trouble) && now - openedAt >= escalateAfter)
    return [
      {
        ...{ kind: 'escalated', severity: 'page', cause, openedAt, episode: String(openedAt), key },
        told: { ...told, cause, escalatedAt: now },
      },
    ];
  if (isOfPrincipals(cause) && cause.principals.count >= GROWN * told.cause.principals.count)
    return [
      {
        ...{
          kind: 'grown',
          severity: told.escalatedAt === undefined ? 'ticket' : 'page',
          cause,
          openedAt,
          // It can grow again: each time from another number.
          episode: `${openedAt} ${told.cause.principals.count}`,
          key,
        },
        told: { ...told, cause },
      },
    ];
  return [];
};

/** To everybody who heard of it: those who are paged as well, where they were. */
const ended = (key: string, { cause, openedAt, escalatedAt }: Told): Notice => ({
  kind: 'over',
  severity: CANNOT_WAIT.has(cause.trouble) || escalatedAt !== undefined ? 'page' : 'ticket',
  cause,
  openedAt,
  episode: String(openedAt),
  key,
  told: undefined,
});
