import type { AlarmState, AlarmView } from '../../../cloudwatch/views.ts';
import type { Mood } from '../fleet/standing.ts';

/** A word, a sign and a colour for each state. */
export const ALARM_TEXT: Readonly<
  Record<AlarmState, { readonly word: string; readonly sign: string; readonly mood: Mood }>
> = {
  ALARM: { word: 'in alarm', sign: '!', mood: 'bad' },
  INSUFFICIENT_DATA: { word: 'no data', sign: '?', mood: 'calm' },
  OK: { word: 'OK', sign: '✓', mood: 'good' },
};

/** Whether somebody is woken: that is worse than what can wait. */
export const alarmMood = ({ state, severity }: AlarmView): Mood =>
  state === 'ALARM' && severity === 'ticket' ? 'warn' : ALARM_TEXT[state].mood;

const STATES: readonly AlarmState[] = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

/** Pure: those that ring first, and of those the ones that wake somebody; then by name. */
export const alarmsInOrder = (alarms: readonly AlarmView[]): AlarmView[] =>
  alarms.toSorted(
    (a, b) =>
      STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
      a.severity.localeCompare(b.severity) ||
      a.name.localeCompare(b.name),
  );

/** Pure: what a voice says when the states are others than before; undefined where none has changed. */
export const changesOf = (before: readonly AlarmView[], now: readonly AlarmView[]): string | undefined => {
  const states = new Map(before.map(({ name, state }) => [name, state]));
  const changed = now.filter(({ name, state }) => states.has(name) && states.get(name) !== state);
  if (changed.length === 0) return undefined;
  return changed.map(({ name, state }) => `${name}: ${ALARM_TEXT[state].word}.`).join(' ');
};

/** Pure: how many ring, in a few words. */
export const alarmSummary = (alarms: readonly AlarmView[]): string => {
  const ringing = alarms.filter(({ state }) => state === 'ALARM').length;
  if (alarms.length === 0) return 'There are no alarms yet.';
  return ringing === 0
    ? 'None of them rings.'
    : `${ringing} of ${alarms.length} ring${ringing === 1 ? 's' : ''}.`;
};
