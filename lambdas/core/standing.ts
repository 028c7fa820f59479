import { MINUTE, SECOND, wholeSeconds } from './time.ts';

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
  /** Refusals believed in a row, with no success between. */
  readonly refusals: number;
  /** Outages in a row: time-outs, 5xx, and unreadable replies (each of which may have spent a grant). */
  readonly outages: number;
  /** When they began, in whole seconds. */
  readonly outageSince?: number;
  /** Nobody of this app is asked for before (epoch ms): a throttle, Retry-After, or the wait between probes. */
  readonly notBefore?: number;
  readonly pause?: AppPause;
  /** The row that was probed last: the next probe takes a different one. */
  readonly lastProbe?: string;
}

export const GOOD_STANDING: Standing = { misconfigured: [], refusals: 0, outages: 0 };

const MISCONFIGURED_BEFORE_PAUSE = 3;
const REFUSALS_BEFORE_BRAKE = 5;
const OUTAGES_BEFORE_BREAK = 5;
/** Less than a tick apart: one probe a minute while an app is paused or its cloud is down. */
const BETWEEN_PROBES = 45 * SECOND;
/** A cloud that comes back within this time is nobody's business. */
const OUTAGE_BEFORE_TELLING = 15 * MINUTE;
const LONGEST_WAIT = 60 * MINUTE;

export type Admission =
  | { readonly admits: 'all' }
  /** One at a time, to see whether it is over. */
  | { readonly admits: 'probe' }
  | { readonly admits: 'none' };

export const admission = (standing: Standing, now: number): Admission => {
  if (standing.notBefore !== undefined && standing.notBefore > now) return { admits: 'none' };
  return probesOnly(standing) ? { admits: 'probe' } : { admits: 'all' };
};

const probesOnly = ({ pause, outages }: Standing): boolean =>
  pause !== undefined || outages >= OUTAGES_BEFORE_BREAK;

/** What somebody must be told of the app as a whole, as long as it lasts. `since` tells episodes apart. */
export interface Matter {
  readonly what: AppPause['why'] | 'outage';
  readonly since: number;
  readonly code: string;
}

export const matterOf = ({ pause, outages, outageSince }: Standing, now: number): Matter | undefined => {
  if (pause) return { what: pause.why, since: pause.since, code: pause.code };
  if (outages < OUTAGES_BEFORE_BREAK || outageSince === undefined) return undefined;
  return now - outageSince >= OUTAGE_BEFORE_TELLING
    ? { what: 'outage', since: outageSince, code: 'no-usable-answer' }
    : undefined;
};

/** A refused grant may halt its principal only while refusals do not come in bulk: then it is the app, not the people. */
export const mayHalt = (standing: Standing): boolean => standing.refusals <= REFUSALS_BEFORE_BRAKE;

/** Ends the wait between probes, but no throttle: an answer that was under way does not unsay "later". */
export const afterSuccess = (standing: Standing): Standing =>
  standing.notBefore === undefined || probesOnly(standing)
    ? GOOD_STANDING
    : { ...GOOD_STANDING, notBefore: standing.notBefore };

export const afterRefusal = (standing: Standing, code: string, now: number): Standing => {
  const next = { ...answered(standing), refusals: standing.refusals + 1 };
  return untilNextProbe(
    mayHalt(next) ? next : paused(next, { since: wholeSeconds(now), why: 'refused-in-bulk', code }),
    now,
  );
};

/**
 * @param population how many principals the app has; counted up to {@link MISCONFIGURED_BEFORE_PAUSE} is enough
 */
export const afterMisconfigured = (
  standing: Standing,
  about: { principalId: string; code: string; unmistakable: boolean; population: number },
  now: number,
): Standing => {
  const misconfigured = standing.misconfigured.includes(about.principalId)
    ? standing.misconfigured
    : [...standing.misconfigured, about.principalId].slice(-MISCONFIGURED_BEFORE_PAUSE);
  const next = { ...answered(standing), misconfigured };
  const enough = Math.min(MISCONFIGURED_BEFORE_PAUSE, Math.max(about.population, 1));
  const pauses = about.unmistakable || misconfigured.length >= enough;
  return untilNextProbe(
    pauses ? paused(next, { since: wholeSeconds(now), why: 'misconfigured', code: about.code }) : next,
    now,
  );
};

export const afterOutage = (standing: Standing, now: number): Standing =>
  untilNextProbe(
    {
      ...standing,
      outages: standing.outages + 1,
      outageSince: standing.outageSince ?? wholeSeconds(now),
    },
    now,
  );

/** Retry-After and throttle codes speak for the whole app. */
export const afterThrottle = (standing: Standing, waitMs: number, now: number): Standing =>
  wait(standing, now + Math.min(Math.max(waitMs, 0), LONGEST_WAIT));

export const probing = (standing: Standing, principalId: string): Standing => ({
  ...standing,
  lastProbe: principalId,
});

/** Whatever it said, the cloud is there. */
const answered = ({ outageSince: _, ...standing }: Standing): Standing => ({ ...standing, outages: 0 });

const paused = (standing: Standing, pause: AppPause): Standing => ({
  ...standing,
  pause: standing.pause ?? pause,
});

/** Whatever a probe brought, short of a success: the next one is for a later run. */
const untilNextProbe = (standing: Standing, now: number): Standing =>
  probesOnly(standing) ? wait(standing, now + BETWEEN_PROBES) : standing;

const wait = (standing: Standing, until: number): Standing => ({
  ...standing,
  notBefore: Math.max(standing.notBefore ?? 0, until),
});
