import { lifeLeft } from '../../../live/principal-row.ts';
import { element, setAttributes, setText } from '../page/element.ts';
import type { Piece } from '../page/pieces.ts';
import { unbroken } from '../words/spans.ts';
import type { Member } from './fleet-choice.ts';
import { expiryText, failureText, nextLookText } from './member-text.ts';
import { moodOf, STANDING_TEXT } from './standing.ts';

/** A principal at one moment, and whether its trouble is meant. */
export interface FleetRowItem {
  readonly member: Member;
  readonly at: number;
  readonly isMeant: boolean;
}

/** One principal as a row of the table. */
export const fleetRow = ({ member }: FleetRowItem): Piece<FleetRowItem> => {
  const { principalId, provider, app } = member.view;
  const meant = element(
    'span',
    { class: 'tag', title: 'It is in trouble on purpose, to be seen.' },
    'on purpose',
  );
  const sign = element('span', { class: 'sign', 'aria-hidden': 'true' });
  const word = element('span', { class: 'word' });
  const failure = element('span', { class: 'second code' });
  const life = element('meter', { min: '0', max: '1', 'aria-label': 'of its life left' });
  const expiry = element('span');
  const look = element('td', { class: 'number' });
  const node = element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      element('span', { class: 'id' }, principalId),
      element(
        'span',
        { class: 'second' },
        app === undefined || app === provider ? provider : `${provider} · ${app}`,
      ),
    ),
    element(
      'td',
      {},
      element('span', { class: 'state' }, element('span', { class: 'standing' }, sign, word), meant),
      failure,
    ),
    element('td', { class: 'number' }, expiry, life),
    look,
  );
  return {
    node,
    update({ member, at, isMeant }) {
      const { word: says, sign: shows } = STANDING_TEXT[member.standing];
      const went = failureText(member.view);
      setAttributes(node, { 'data-mood': moodOf(member.standing), 'data-standing': member.standing });
      setText(sign, shows);
      setText(word, says);
      setText(failure, went ?? '');
      failure.hidden = went === undefined;
      meant.hidden = !isMeant;
      setText(expiry, unbroken(expiryText(member.view, at)));
      life.value = lifeLeft(member.view, at);
      setText(look, unbroken(nextLookText(member, at)));
    },
  };
};
