import type { AlarmView } from '../../../cloudwatch/views.ts';
import { ALARM_TEXT, alarmMood } from '../alarms/alarm-words.ts';
import { element, setAttributes, setText } from '../page/element.ts';
import { type Piece, pieces } from '../page/pieces.ts';
import { commonPart } from '../words/short-names.ts';
import { emptyNote, frame } from './frame.ts';
import type { WidgetOf } from './widget.ts';

/** Alarms as a dashboard shows them: each a tile with its state. */
export const alarmsWidget = ({ title }: WidgetOf<'alarms'>): Piece<WidgetOf<'alarms'>> => {
  const { node, body } = frame('alarms', title);
  const list = element('ul', { class: 'tiles' });
  const empty = emptyNote();
  setText(empty, 'It names no alarm.');
  body.append(list, empty);
  const show = pieces<Tile>(list, ({ alarm }) => alarm.name, tile);
  return {
    node,
    update({ alarms }) {
      const common = commonPart(alarms.map(({ name }) => name));
      show(alarms.map((alarm) => ({ alarm, short: alarm.name.slice(common.length) })));
      empty.hidden = alarms.length > 0;
    },
  };
};

interface Tile {
  readonly alarm: AlarmView;
  readonly short: string;
}

const tile = (): Piece<Tile> => {
  const sign = element('span', { class: 'sign', 'aria-hidden': 'true' });
  const state = element('span', { class: 'second' });
  const word = element('span', { class: 'word' });
  const node = element('li', {}, sign, word, state);
  return {
    node,
    update({ alarm, short }) {
      setAttributes(node, { 'data-mood': alarmMood(alarm), title: `${alarm.name}\n${alarm.why}` });
      setText(word, short);
      setText(sign, ALARM_TEXT[alarm.state].sign);
      setText(state, ALARM_TEXT[alarm.state].word);
    },
  };
};
