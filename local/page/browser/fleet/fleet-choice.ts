import type { PrincipalView } from '../../../live/snapshot.ts';
import type { FleetView } from '../../page-view.ts';
import { isInTrouble, STANDINGS, type Standing, standingOf } from './standing.ts';

/** A principal with how it stands. */
export interface Member {
  readonly view: PrincipalView;
  readonly standing: Standing;
}

export type StateFilter = 'all' | 'trouble' | PrincipalView['state'];
export const STATE_FILTERS: readonly StateFilter[] = [
  'all',
  'trouble',
  'active',
  'paused',
  'halted',
  'unreadable',
];

const naturally = new Intl.Collator('en', { numeric: true });

/** Pure: everybody, those in the worst trouble first, else by id, so that a row stays where it is. */
export const inOrder = ({ principals, at, patienceMs }: FleetView): Member[] =>
  principals
    .map((view) => ({ view, standing: standingOf(view, at, patienceMs) }))
    .sort(
      (a, b) =>
        rankOf(a.standing) - rankOf(b.standing) || naturally.compare(a.view.principalId, b.view.principalId),
    );

/** Healthy ones and new ones lie together: a first token is no reason to move. */
const rankOf = (standing: Standing): number => STANDINGS.indexOf(standing === 'new' ? 'healthy' : standing);

const isOf = ({ view, standing }: Member, filter: StateFilter): boolean =>
  filter === 'all' || (filter === 'trouble' ? isInTrouble(standing) : view.state === filter);

/** Pure: every word must be in what is said of a principal, in any case and order. */
export const matches = ({ view, standing }: Member, search: string): boolean => {
  const { principalId, provider, app = '', state, failure, haltReason = '' } = view;
  const said = [principalId, provider, app, state, standing, failure?.code ?? '', haltReason].join(' ');
  const inLower = said.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => inLower.includes(word));
};

export const chosen = (members: readonly Member[], filter: StateFilter, search: string): Member[] =>
  members.filter((member) => isOf(member, filter) && matches(member, search));

export const countsByFilter = (members: readonly Member[]): Readonly<Record<StateFilter, number>> => {
  const count = (filter: StateFilter) => members.filter((member) => isOf(member, filter)).length;
  return {
    all: members.length,
    trouble: count('trouble'),
    active: count('active'),
    paused: count('paused'),
    halted: count('halted'),
    unreadable: count('unreadable'),
  };
};
