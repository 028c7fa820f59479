import type { AlarmState, AlarmView } from '../../../cloudwatch/views.ts';
import { byId, element, setAttributes, setText } from '../page/element.ts';
import { type Piece, pieces } from '../page/pieces.ts';
import { prose } from '../page/prose.ts';
import { isoText, momentText } from '../words/clock.ts';
import { commonPart } from '../words/short-names.ts';
import { agoText } from '../words/spans.ts';
import { ALARM_TEXT, alarmMood, alarmSummary, alarmsInOrder, changesOf } from './alarm-words.ts';

/** All alarms: those that ring one by one, the others behind their count. */
export const alarmList = (): ((alarms: readonly AlarmView[], at: number) => void) => {
  const note = byId('alarms-note');
  const spoken = byId('alarms-spoken');
  const section = byId('alarms');
  const shows = (['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const).map(group);
  let before: readonly AlarmView[] = [];
  return (alarms, at) => {
    const ordered = alarmsInOrder(alarms);
    const common = commonPart(alarms.map(({ name }) => name));
    for (const show of shows) show(ordered, at, common.length);
    setText(note, alarmSummary(alarms));
    const ringing = ordered.find(({ state }) => state === 'ALARM');
    setAttributes(section, { 'data-mood': ringing && alarmMood(ringing) });
    const changes = changesOf(before, alarms);
    if (changes !== undefined) setText(spoken, changes);
    before = alarms;
  };
};

interface AlarmNow {
  readonly alarm: AlarmView;
  readonly at: number;
  /** Without what all names begin with. */
  readonly short: string;
}

const GROUP_TEXT: Readonly<Record<Exclude<AlarmState, 'ALARM'>, (count: number) => string>> = {
  OK: (count) => `${count} ${count === 1 ? 'is' : 'are'} OK`,
  INSUFFICIENT_DATA: (count) => `${count} ${count === 1 ? 'has' : 'have'} no data to judge by`,
};

const group = (state: AlarmState): ((alarms: readonly AlarmView[], at: number, cut: number) => void) => {
  const list = element('ul', { class: 'alarms' });
  const summary = element('summary');
  const isRinging = state === 'ALARM';
  const node = isRinging ? list : element('details', { class: 'group' }, summary, list);
  byId('alarms-list').append(node);
  const show = pieces<AlarmNow>(list, ({ alarm }) => alarm.name, alarmPiece);
  return (alarms, at, cut) => {
    const mine = alarms.filter((alarm) => alarm.state === state);
    show(mine.map((alarm) => ({ alarm, at, short: alarm.name.slice(cut) })));
    node.hidden = mine.length === 0;
    if (!isRinging) setText(summary, GROUP_TEXT[state](mine.length));
  };
};

const alarmPiece = ({ alarm: { name } }: AlarmNow): Piece<AlarmNow> => {
  const sign = element('span', { class: 'sign', 'aria-hidden': 'true' });
  const word = element('span', { class: 'word', title: name });
  const state = element('span', { class: 'unseen' });
  const severity = element('span', { class: 'tag' });
  const since = element('span', { class: 'second' });
  const why = element('p', { class: 'why' });
  const about = element('div');
  const history = element('ol', { class: 'history' });
  const node = element(
    'li',
    {},
    element(
      'details',
      {},
      element('summary', {}, sign, element('span', {}, word, state, severity), since),
      why,
      about,
      element('h4', {}, 'Changes, newest first'),
      history,
    ),
  );
  let described: string | undefined;
  return {
    node,
    update({ alarm, at, short }) {
      const { sign: shows, word: says } = ALARM_TEXT[alarm.state];
      setAttributes(node, { 'data-mood': alarmMood(alarm) });
      setText(sign, shows);
      setText(word, short);
      setText(state, ` ${says} `);
      setText(severity, alarm.severity);
      setText(since, `${says} since ${momentText(alarm.since, at)}, ${agoText(at - alarm.since)}`);
      setText(why, alarm.why);
      if (described !== alarm.description) about.replaceChildren(prose(alarm.description));
      described = alarm.description;
      history.replaceChildren(...alarm.history.map((change) => changeItem(change, at)));
    },
  };
};

const changeItem = ({ at, to }: AlarmView['history'][number], now: number): HTMLElement =>
  element(
    'li',
    { 'data-mood': ALARM_TEXT[to].mood },
    element('time', { datetime: isoText(at) }, momentText(at, now)),
    element('span', { class: 'sign', 'aria-hidden': 'true' }, ALARM_TEXT[to].sign),
    element('span', { class: 'word' }, ALARM_TEXT[to].word),
  );
