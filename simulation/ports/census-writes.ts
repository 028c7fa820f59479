import type { EndNoted, Principal } from '../../lambdas/core/principal.ts';
import { SECOND } from '../../lambdas/core/time.ts';
import type { Row } from './row-writes.ts';

/** The writes of the census, plainly: what the row becomes, or `undefined` where the condition fails. */

const down = (ms: number): number => Math.floor(ms / SECOND) * SECOND;

export const requeue = (row: Row, read: Pick<Principal, 'state' | 'dueQueue'>): Row | undefined => {
  if (row.state !== read.state || row.dueQueue === undefined || row.dueQueue !== read.dueQueue)
    return undefined;
  const { dueQueue: _, ...out } = row;
  return read.state === 'active' ? { ...row, dueQueue: row.app } : out;
};

export const unpublish = (
  row: Row,
  read: { readonly generation: number; readonly publishedVersion: string },
  now: number,
): Row | undefined =>
  row.state === 'active' &&
  row.generation === read.generation &&
  row.publishedGeneration === read.generation &&
  row.publishedVersion === read.publishedVersion &&
  (!row.lease || row.lease.until < down(now))
    ? { ...row, publishedGeneration: 0, refreshAt: down(now) }
    : undefined;

export const noteEnd = (row: Row, generation: number, note: EndNoted | undefined): Row | undefined => {
  if (row.generation !== generation) return undefined;
  const { endNoted: _, ...rest } = row;
  return note ? { ...rest, endNoted: { ...note, at: down(note.at) } } : rest;
};
