import type { FleetView } from '../../page-view.ts';
import { byId, element, setAttributes, setText } from '../page/element.ts';
import { pieces } from '../page/pieces.ts';
import { scrollable } from '../page/scroller.ts';
import { chosen, countsByFilter, inOrder, STATE_FILTERS, type StateFilter } from './fleet-choice.ts';
import { fleetRow } from './fleet-row.ts';

/** More rows than anybody reads, each second anew, would cost more than they tell. */
const ROWS = 200;
/** Always there, so that the row of buttons does not jump. */
const ALWAYS: ReadonlySet<StateFilter> = new Set(['all', 'trouble', 'active', 'halted']);

const FILTER_TEXT: Readonly<Record<StateFilter, string>> = {
  all: 'All',
  trouble: 'In trouble',
  active: 'Active',
  paused: 'Paused',
  halted: 'Halted',
  unreadable: 'Unreadable',
};

/** The fleet, with what was searched for and which states are wanted. */
export const fleetTable = (): ((fleet: FleetView) => void) => {
  const search = byId('fleet-search') as HTMLInputElement;
  const note = byId('fleet-note');
  scrollable(byId('fleet-scroller'), 'Fleet');
  const rows = pieces(byId('fleet-rows'), ({ member }) => member.view.principalId, fleetRow);
  let filter: StateFilter = 'all';
  let last: FleetView | undefined;

  const buttons = STATE_FILTERS.map((one) => {
    const count = element('span', { class: 'count' });
    const node = element('button', { type: 'button' }, FILTER_TEXT[one], ' ', count);
    node.addEventListener('click', () => {
      filter = one;
      draw();
    });
    return { one, node, count };
  });
  byId('fleet-filters').append(...buttons.map(({ node }) => node));
  search.addEventListener('input', () => draw());

  const draw = (): void => {
    if (!last) return;
    const { at, troubled } = last;
    const members = inOrder(last);
    const found = chosen(members, filter, search.value);
    const shown = found.slice(0, ROWS);
    const counts = countsByFilter(members);
    for (const { one, node, count } of buttons) {
      setAttributes(node, { 'aria-pressed': String(one === filter) });
      setText(count, String(counts[one]));
      node.hidden = counts[one] === 0 && one !== filter && !ALWAYS.has(one);
    }
    rows(
      shown.map((member) => ({
        member,
        at,
        isMeant: member.standing !== 'healthy' && troubled.includes(member.view.principalId),
      })),
    );
    setText(note, noteOn(members.length, found.length, shown.length));
  };
  return (fleet) => {
    last = fleet;
    draw();
  };
};

const noteOn = (all: number, found: number, shown: number): string => {
  if (all === 0) return 'Nobody is enrolled yet.';
  if (found === 0) return 'Nobody matches. Search by id, provider, app, state or code.';
  if (shown < found) return `The first ${shown} of ${found}: search for the rest.`;
  return found === all ? '' : `${found} of ${all}`;
};
