import { spanText } from './time-span.ts';
import { closed, type WatchState } from './watch.ts';

/** What a run has come to. */
export interface Verdict {
  readonly isGood: boolean;
  /** Healthy principals that held a live token all the time. */
  readonly held: number;
  /** By name, with the reason. */
  readonly setAside: readonly { readonly principalId: string; readonly why: string }[];
  /** Absent: no cloud could be asked. */
  readonly usedTwice?: number | undefined;
  /** One sentence each. */
  readonly complaints: readonly string[];
}

export interface Judged {
  readonly state: WatchState;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Who should hold a token from the first round on. */
  readonly expected: readonly string[];
  /** A line for each app and principal that was not taken. */
  readonly refusals: readonly string[];
  /** Refresh tokens that the clouds saw used twice. Absent: no cloud could be asked. */
  readonly usedTwice?: number | undefined;
}

/** Pure: judges what the watch has seen. */
export const verdictOn = ({ state, startedAt, endedAt, expected, refusals, usedTwice }: Judged): Verdict => {
  const setAside: { principalId: string; why: string }[] = [];
  const complaints = refusals.map((refusal) => `refused: ${refusal}`);
  let held = 0;
  for (const [principalId, before] of state.principals) {
    const { lacking, served } = before;
    const { gaps, setAside: why } = closed(before, endedAt);
    if (gaps && !served && !expected.includes(principalId)) {
      // Whoever enrolled it during the run had a grant that was good for nothing.
      setAside.push({ principalId, why: `never held a live token: ${lacking?.lack}` });
    } else if (gaps) {
      const times = gaps.count > 1 ? `, ${gaps.count} times` : '';
      const when = spanText(gaps.firstAt - startedAt);
      complaints.push(
        `${principalId} had no live token for ${spanText(gaps.longestMs)} from ${when} on${times}: ${gaps.lack}`,
      );
    } else if (why) setAside.push({ principalId, why });
    else if (served) held += 1;
    else if (expected.includes(principalId))
      complaints.push(`${principalId} never held a live token: ${lacking?.lack}`);
  }
  for (const principalId of expected)
    if (!state.principals.has(principalId)) complaints.push(`${principalId} is not there, or paused`);
  if (usedTwice !== undefined && usedTwice > 0)
    complaints.push(`${counted(usedTwice, 'refresh token')} ${usedTwice === 1 ? 'was' : 'were'} used twice`);
  if (held === 0 && setAside.length === 0 && complaints.length === 0)
    complaints.push('no principal held a live token');
  return { isGood: complaints.length === 0, held, setAside, usedTwice, complaints };
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** A line for each that is set aside or complained of; the last one says it all. */
export const verdictLines = ({ isGood, held, setAside, usedTwice, complaints }: Verdict): string[] => {
  const heldText = `${counted(held, 'healthy principal')} held a live token all the time`;
  const others = setAside.length > 0 ? `, ${setAside.length} set aside` : '';
  const reuse = usedTwice === 0 ? '; no refresh token was used twice' : '';
  return [
    ...setAside.map(({ principalId, why }) => `set aside: ${principalId} ${why}`),
    ...complaints,
    isGood
      ? `GOOD: ${heldText}${others}${reuse}`
      : `NOT GOOD: ${counted(complaints.length, 'complaint')}; ${heldText}${others}`,
  ];
};
