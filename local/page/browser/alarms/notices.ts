import type { NoticeView } from '../../../cloudwatch/views.ts';
import type { Mood } from '../fleet/standing.ts';
import { byId, element, setText } from '../page/element.ts';
import { type Piece, pieces } from '../page/pieces.ts';
import { prose } from '../page/prose.ts';
import { isoText, momentText } from '../words/clock.ts';
import { agoText } from '../words/spans.ts';

const SHOWN = 30;

interface NoticeNow {
  readonly notice: NoticeView;
  readonly now: number;
}

/** What the topics sent out, newest first; on AWS it would be a mail, or a telephone that rings. */
export const noticeList = (): ((notices: readonly NoticeView[], now: number) => void) => {
  const note = byId('notices-note');
  const show = pieces<NoticeNow>(
    byId('notices-list'),
    ({ notice: { at, subject, text } }) => [at, subject, text].join(' '),
    noticePiece,
  );
  return (notices, now) => {
    const newest = notices.toSorted((a, b) => b.at - a.at).slice(0, SHOWN);
    show(newest.map((notice) => ({ notice, now })));
    setText(note, notices.length === 0 ? 'Nobody was told of anything yet.' : '');
  };
};

/** What is over needs nobody. */
const noticeMood = (severity: NoticeView['severity'], subject: string): Mood => {
  if (/^(OK|Over): /.test(subject)) return 'calm';
  return severity === 'page' ? 'bad' : 'warn';
};

const noticePiece = ({ notice: { at, severity, subject, text } }: NoticeNow): Piece<NoticeNow> => {
  const time = element('time', { datetime: isoText(at), class: 'second' });
  const node = element(
    'li',
    { 'data-mood': noticeMood(severity, subject) },
    element(
      'details',
      {},
      element(
        'summary',
        {},
        element('span', { class: 'tag' }, severity),
        element('span', { class: 'word' }, subject),
        time,
      ),
      prose(text),
    ),
  );
  return {
    node,
    update({ now }) {
      setText(time, `${momentText(at, now)}, ${agoText(now - at)}`);
    },
  };
};
