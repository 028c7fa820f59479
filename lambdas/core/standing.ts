import type { Tempo } from './tempo.ts';
import { HOUR, wholeSeconds } from './time.ts';

/** Why an app as a whole is not asked for, beyond single probes. */
export interface AppPause {
  /** Whole seconds, as the table keeps it: announcements are told apart by it. */
  readonly since: number;
  readonly why: 'misconfigured' | 'refused-in-bulk';
  readonly code: string;
}

/**
 * How one app fares: what its principals' outcomes add up to. Kept in the app's control item, because one run sees
 * too little of it. A value: every function gives a new one.
 */
export interface Standing {
  /** Different principals misconfigured in a row, with no success between. */
  readonly misconfigured: readonly string[];
  /** Different principals whose refusal was believed, with no success between. */
  readonly refused: readonly string[];
  /** Different principals that met an outage: time-outs, 5xx, unreadable replies (each may have spent a grant). */
  readonly unanswered: readonly string[];
  /** When that began, in whole seconds. */
  readonly outageSince?: number;
  /** Nobody of this app is asked for before (epoch ms): a throttle, Retry-After, or the wait between probes. */
  readonly notBefore?: number;
  readonly pause?: AppPause;
  /** The row that was probed last: the next probe takes a different one. */
  readonly lastProbe?: string;
}

export const GOOD_STANDING: Standing = { misconfigured: [], refused: [], unanswered: [] };

export const MISCONFIGURED_BEFORE_PAUSE = 3;
const REFUSALS_BEFORE_BRAKE = 5;
const OUTAGES_BEFORE_BREAK = 5;
/** Real time whatever the tempo, as the wait that a cloud tells us. */
const LONGEST_WAIT = HOUR;

export type Admission =
  | { readonly admits: 'all' }
  /** One at a time, to see whether it is over. */
  | { readonly admits: 'probe' }
  | { readonly admits: 'none' };

export const admission = (standing: Standing, now: number): Admission => {
  if (standing.notBefore !== undefined && standing.notBefore > now) return { admits: 'none' };
  return probesOnly(standing) ? { admits: 'probe' } : { admits: 'all' };
};

const probesOnly = (standing: Standing): boolean => standing.pause !== undefined || isOut(standing);

/** The cloud gives this app no usable answer, whoever asks. */
export const isOut = ({ unanswered }: Standing): boolean => unanswered.length >= OUTAGES_BEFORE_BREAK;

/** What somebody must be told of the app as a whole, as long as it lasts. `since` tells episodes apart. */
export interface Matter {
  readonly what: AppPause['why'] | 'outage';
  readonly since: number;
  readonly code: string;
}

export const matterOf = (standing: Standing, now: number, tempo: Tempo): Matter | undefined => {
  const { pause, outageSince } = standing;
  if (pause) return { what: pause.why, since: pause.since, code: pause.code };
  if (!isOut(standing) || outageSince === undefined) return undefined;
  return now - outageSince >= tempo.outageBeforeTelling
    ? { what: 'outage', since: outageSince, code: 'no-usable-answer' }
    : undefined;
};

/** A refused grant may halt its principal only while refusals do not come in bulk: then it is the app, not the people. */
export const mayHalt = (standing: Standing): boolean => standing.refused.length <= REFUSALS_BEFORE_BRAKE;

/** Ends the wait between probes, but no throttle: an answer that was under way does not unsay "later". */
export const afterSuccess = (standing: Standing): Standing =>
  standing.notBefore === undefined || probesOnly(standing)
    ? GOOD_STANDING
    : { ...GOOD_STANDING, notBefore: standing.notBefore };

export const afterRefusal = (
  standing: Standing,
  { principalId, code }: { principalId: string; code: string },
  now: number,
  tempo: Tempo,
): Standing => {
  const refused = withOneMore(standing.refused, principalId, REFUSALS_BEFORE_BRAKE + 1);
  const next = { ...answered(standing), refused };
  return untilNextProbe(
    mayHalt(next) ? next : paused(next, { since: wholeSeconds(now), why: 'refused-in-bulk', code }),
    now,
    tempo,
  );
};

/**
 * @param population how many principals the app has; counted up to {@link MISCONFIGURED_BEFORE_PAUSE} is enough
 */
export const afterMisconfigured = (
  standing: Standing,
  about: { principalId: string; code: string; unmistakable: boolean; population: number },
  now: number,
  tempo: Tempo,
): Standing => {
  const misconfigured = withOneMore(standing.misconfigured, about.principalId, MISCONFIGURED_BEFORE_PAUSE);
  // A wrong host, a maintenance page: not every such outcome says that the cloud is there.
  const next = { ...standing, misconfigured };
  const enough = Math.min(MISCONFIGURED_BEFORE_PAUSE, Math.max(about.population, 1));
  const pauses = about.unmistakable || misconfigured.length >= enough;
  return untilNextProbe(
    pauses ? paused(next, { since: wholeSeconds(now), why: 'misconfigured', code: about.code }) : next,
    now,
    tempo,
  );
};

export const afterOutage = (standing: Standing, principalId: string, now: number, tempo: Tempo): Standing =>
  untilNextProbe(
    {
      ...standing,
      unanswered: withOneMore(standing.unanswered, principalId, OUTAGES_BEFORE_BREAK),
      outageSince: standing.outageSince ?? wholeSeconds(now),
    },
    now,
    tempo,
  );

/** Retry-After and throttle codes speak for the whole app. */
export const afterThrottle = (standing: Standing, waitMs: number, now: number): Standing =>
  wait(standing, now + Math.min(Math.max(waitMs, 0), LONGEST_WAIT));

export const probing = (standing: Standing, principalId: string): Standing => ({
  ...standing,
  lastProbe: principalId,
});

/** Refused, but answered: the cloud is there. */
const answered = ({ outageSince: _, ...standing }: Standing): Standing => ({ ...standing, unanswered: [] });

/** Different ones only: one principal's trouble is not its app's, however often it comes. */
const withOneMore = (ids: readonly string[], id: string, most: number): readonly string[] =>
  ids.includes(id) ? ids : [...ids, id].slice(-most);

const paused = (standing: Standing, pause: AppPause): Standing => ({
  ...standing,
  pause: standing.pause ?? pause,
});

/** Whatever a probe brought, short of a success: the next one is for a later run. */
const untilNextProbe = (standing: Standing, now: number, { betweenProbes }: Tempo): Standing =>
  probesOnly(standing) ? wait(standing, now + betweenProbes) : standing;

const wait = (standing: Standing, until: number): Standing => ({
  ...standing,
  notBefore: Math.max(standing.notBefore ?? 0, until),
});
